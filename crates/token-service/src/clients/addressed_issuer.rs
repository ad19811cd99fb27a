//! The issuer that a request addresses, and the clients that it serves.

use model::environment::Environment;
use model::ids::TenantId;
use model::tenant_address::Address;

/// The issuer that a request addresses by its host and path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressedIssuer {
    /// The platform itself, for the clients of every tenant; its own host for the sandbox serves those of sandbox tenants
    /// alone. The keys that it publishes are those of one environment.
    Platform(Environment),
    /// A tenant's own, at an address that is open.
    Tenant(TenantId, Environment, Address),
    /// Host or path name no tenant of its environment.
    Unknown,
}

impl AddressedIssuer {
    /// Whether clients and tokens of this tenant are its own.
    pub fn serves(self, tenant: TenantId, environment: Environment) -> bool {
        match self {
            Self::Platform(Environment::Live) => true,
            Self::Platform(Environment::Sandbox) => environment == Environment::Sandbox,
            Self::Tenant(own, of, _) => (own, of) == (tenant, environment),
            Self::Unknown => false,
        }
    }
}
