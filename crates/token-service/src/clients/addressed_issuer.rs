//! The issuer that a request addresses, and the clients that it serves.

use model::environment::Environment;
use model::ids::TenantId;

/// The issuer that a request addresses by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressedIssuer {
    /// The platform itself, for the clients of every tenant. The keys that it publishes are those of one environment.
    Platform(Environment),
    /// A tenant's own.
    Tenant(TenantId, Environment),
    /// The path names no tenant of its environment.
    Unknown,
}

impl AddressedIssuer {
    /// Whether clients and tokens of this tenant are its own.
    pub fn serves(self, tenant: TenantId, environment: Environment) -> bool {
        match self {
            Self::Platform(_) => true,
            Self::Tenant(own, of) => (own, of) == (tenant, environment),
            Self::Unknown => false,
        }
    }
}
