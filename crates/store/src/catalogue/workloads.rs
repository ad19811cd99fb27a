//! The workload identity of a version, as its columns hold it.

use std::collections::BTreeMap;

use model::{
    ids::WorkloadIssuerId,
    workload::{ClaimPattern, WorkloadIdentity},
};

use crate::errors::Result;
use crate::rows::{app_versions as row, corrupt};

const TABLE: &str = "app_versions";
const COLUMN: &str = "workload_claims";

/// The claims, as a JSON object.
pub(super) fn write(workload: &WorkloadIdentity) -> Result<String> {
    serde_json::to_string(workload.claims()).map_err(|error| corrupt(TABLE, COLUMN, error))
}

pub(crate) fn read(row: &row::Model) -> Result<Option<WorkloadIdentity>> {
    let (issuer, claims) = match (row.workload_issuer_id, row.workload_claims.as_deref()) {
        (None, None) => return Ok(None),
        (Some(issuer), Some(claims)) => (WorkloadIssuerId::from_uuid(issuer), claims),
        _ => return Err(corrupt(TABLE, COLUMN, "an issuer without claims, or claims without an issuer")),
    };
    let claims: BTreeMap<String, ClaimPattern> =
        serde_json::from_str(claims).map_err(|error| corrupt(TABLE, COLUMN, error))?;
    WorkloadIdentity::new(issuer, claims).map(Some).map_err(|error| corrupt(TABLE, COLUMN, error))
}
