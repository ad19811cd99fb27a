//! A tenant with its addresses, as the token path keeps it in memory.

use std::collections::HashMap;

use model::{Timestamp, environment::Environment, ids::TenantId, slug::Slug};
use sea_orm::prelude::Uuid;

use crate::errors::Result;
use crate::rows::{parse, slug, tenant_addresses as address, tenants as tenant};

/// A tenant, and where its issuer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryTenant {
    pub id: TenantId,
    pub environment: Environment,
    /// Of its domain of now.
    pub slug: Option<Slug>,
    pub path_closes_at: Option<Timestamp>,
    pub domains: Vec<DirectoryDomain>,
}

/// A host that a tenant has or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectoryDomain {
    pub slug: Slug,
    pub closes_at: Option<Timestamp>,
}

/// Tenants with their addresses.
pub(super) fn tenants(
    tenants: Vec<tenant::Model>,
    addresses: Vec<address::Model>,
) -> Result<Vec<DirectoryTenant>> {
    let mut domains: HashMap<Uuid, Vec<DirectoryDomain>> = HashMap::new();
    for row in addresses {
        let domain = DirectoryDomain { slug: slug("tenant_addresses", &row.slug)?, closes_at: row.closes_at };
        domains.entry(row.tenant_id).or_default().push(domain);
    }
    let with_domains = |row: tenant::Model| {
        Ok(DirectoryTenant {
            id: TenantId::from_uuid(row.id),
            environment: parse("tenants", "kind", &row.kind)?,
            slug: row.slug.as_deref().map(|text| slug("tenants", text)).transpose()?,
            path_closes_at: row.path_closes_at,
            domains: domains.remove(&row.id).unwrap_or_default(),
        })
    };
    tenants.into_iter().map(with_domains).collect()
}
