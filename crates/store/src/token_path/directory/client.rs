//! A client as the token path keeps it in memory.

use std::collections::BTreeSet;

use ipnet::IpNet;
use model::{
    Timestamp,
    app::ClientKeys,
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId},
    scope::ScopeSet,
    workload::WorkloadIdentity,
};

/// A client of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryClient {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub environment: Environment,
    /// `None` for a tenant's own credential.
    pub connection: Option<ConnectionId>,
    pub app: Option<AppId>,
    pub auth_method: AuthMethod,
    /// Of an app's client that signs its requests.
    pub keys: Option<ClientKeys>,
    /// Where its requests come from; anywhere where it is empty.
    pub egress_networks: BTreeSet<IpNet>,
    /// As which workload it may sign in: what its connection's version says, as long as each one since says
    /// any.
    pub workload: Option<WorkloadIdentity>,
    /// Whether it signs in as a workload alone, of an issuer that is closed.
    pub issuer_closed: bool,
    /// At most two, newest first; without those that were reported as leaked.
    pub secrets: Vec<DirectorySecret>,
    pub scopes: ScopeSet,
    /// Whether connection and app allow tokens, end date aside; for a tenant's own credential, whether it is not paused.
    pub active: bool,
    pub ends_at: Option<Timestamp>,
    pub generation: u64,
}

#[derive(Clone, PartialEq, Eq)]
pub struct DirectorySecret {
    pub id: SecretId,
    /// As `credentials::HashedSecret` writes it.
    pub hash: Vec<u8>,
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for DirectorySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DirectorySecret({})", self.id)
    }
}

/// A client as it is now, or that it is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Client(Box<DirectoryClient>),
    Gone(CredentialId),
}
