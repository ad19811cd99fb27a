//! The issuer of the tokens by which the walks' apps sign in as workloads.

use std::collections::BTreeMap;

use serde_json::Value;
use wire::{
    texts::ClaimText,
    workload::{WantedWorkload, WorkloadIssuer},
};

use super::{node::Issued, steps::Workload, world::World};
use crate::{
    harness::{
        Outcome,
        workload::{ASSERTION, Signer, issuer_details},
    },
    platform::budgets::market::Market,
};

/// The operator allows it by its keys.
pub struct Issuer {
    allowed: WorkloadIssuer,
    signer: Signer,
}

const fn subject(workload: Workload) -> &'static str {
    match workload {
        Workload::Main => "repo:acme/sync:ref:refs/heads/main",
        Workload::Next => "repo:acme/sync:ref:refs/heads/next",
    }
}

impl Issuer {
    pub async fn allowed_at(market: &Market) -> Outcome<Self> {
        let signer = Signer::generate()?;
        let details = serde_json::from_value(issuer_details(&signer.jwks()))?;
        let allowed = market.here.workload_issuers().create(&market.operator().await?, details).await?;
        Ok(Self { allowed, signer })
    }

    /// What a version says of the workload.
    pub fn names(&self, workload: Workload) -> WantedWorkload {
        let claims = BTreeMap::from([("sub".to_owned(), ClaimText::from(subject(workload)))]);
        WantedWorkload { issuer_id: self.allowed.id, claims }
    }
}

impl World {
    /// What the token endpoint answers to the workload; `None` where it gives no token.
    pub async fn workload_token(&self, issued: &Issued, workload: Workload) -> Outcome<Option<Value>> {
        let now = u64::try_from(self.here().clock().now().timestamp())?;
        let Issuer { allowed, signer } = &self.issuer;
        // One works once.
        let form = || -> Outcome<String> {
            let token = signer.token(&allowed.issuer, subject(workload), &issued.issuer, now)?;
            let client = issued.client;
            Ok(format!(
                "grant_type=client_credentials&client_id={client}&client_assertion_type={ASSERTION}&client_assertion={token}"
            ))
        };
        self.answer(issued, form).await
    }
}
