//! Customer organisations and their members.

use crate::{
    Timestamp,
    environment::Environment,
    ids::{PersonId, PublisherId, TenantId},
    person::Email,
    role::TenantRole,
    slug::Slug,
};

/// A customer organisation, live or sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub kind: Environment,
    /// The publisher whose sandbox this is; `None` for a live tenant.
    pub sandbox_of: Option<PublisherId>,
    /// Where its issuer is, below the base domain of its environment, on a platform that has one.
    pub slug: Option<Slug>,
    /// After so many days secrets that are made now end by themselves; `None`: they do not.
    pub secret_days: Option<u32>,
    /// Counts the changes.
    pub revision: u32,
    pub created_at: Timestamp,
}

/// What of a tenant never changes, and the slug and the policy for secrets that it has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenancy {
    pub id: TenantId,
    pub kind: Environment,
    /// The publisher whose sandbox this is; `None` for a live tenant.
    pub sandbox_of: Option<PublisherId>,
    pub slug: Option<Slug>,
    /// After so many days secrets that are made now end by themselves; `None`: they do not.
    pub secret_days: Option<u32>,
}

impl From<&Tenant> for Tenancy {
    fn from(tenant: &Tenant) -> Self {
        let Tenant { id, kind, sandbox_of, slug, secret_days, .. } = tenant;
        Self { id: *id, kind: *kind, sandbox_of: *sandbox_of, slug: *slug, secret_days: *secret_days }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantMember {
    pub person: PersonId,
    pub email: Email,
    pub name: String,
    pub role: TenantRole,
    pub since: Timestamp,
}
