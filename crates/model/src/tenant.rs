//! Customer organisations and their members.

use crate::{
    Timestamp,
    environment::Environment,
    ids::{PersonId, PublisherId, TenantId},
    person::Email,
    role::TenantRole,
};

/// A customer organisation, live or sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub kind: Environment,
    /// The publisher whose sandbox this is; `None` for a live tenant.
    pub sandbox_of: Option<PublisherId>,
    /// Counts the changes.
    pub revision: u32,
    pub created_at: Timestamp,
}

/// What of a tenant never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenancy {
    pub id: TenantId,
    pub kind: Environment,
    /// The publisher whose sandbox this is; `None` for a live tenant.
    pub sandbox_of: Option<PublisherId>,
}

impl From<&Tenant> for Tenancy {
    fn from(tenant: &Tenant) -> Self {
        let Tenant { id, kind, sandbox_of, .. } = tenant;
        Self { id: *id, kind: *kind, sandbox_of: *sandbox_of }
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
