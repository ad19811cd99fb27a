//! The issuers whose workloads may sign in, and how their keys are found.

use std::sync::Arc;

use credentials::ClientKeySet;
use model::workload::{WorkloadIssuer, WorkloadKeys};

/// An issuer that the platform operator allows.
#[derive(Debug)]
pub struct KnownIssuer {
    /// The exact `iss`.
    pub issuer: String,
    pub keys: IssuerKeys,
    /// An `aud` that is right for every tenant.
    pub audience: Option<String>,
    /// Whether a token without `jti` works once for each client.
    pub once_by_hash: bool,
}

#[derive(Debug)]
pub enum IssuerKeys {
    Inline(Arc<ClientKeySet>),
    /// At the `jwks_uri` of its discovery document.
    Discovered(Discovery),
    /// What is stored are no keys: no token is good.
    Unreadable,
}

/// An issuer with a discovery document, by its exact name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Discovery(pub Arc<str>);

impl KnownIssuer {
    pub fn new(found: WorkloadIssuer) -> Self {
        let keys = match &found.keys {
            WorkloadKeys::Discovery => IssuerKeys::Discovered(Discovery(found.issuer.as_str().into())),
            WorkloadKeys::Inline(jwks) => match ClientKeySet::of_workloads(jwks.as_bytes()) {
                Ok(keys) => IssuerKeys::Inline(Arc::new(keys)),
                Err(error) => {
                    tracing::error!(issuer = %found.id, %error, "the keys of an issuer of workloads cannot be read");
                    IssuerKeys::Unreadable
                }
            },
        };
        let WorkloadIssuer { issuer, audience, once_by_hash, .. } = found;
        Self { issuer, keys, audience, once_by_hash }
    }
}
