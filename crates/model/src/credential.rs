//! Clients of the token endpoint, and their secrets.

use crate::{
    Timestamp,
    ids::{ConnectionId, CredentialId, PersonId, SecretId, TenantId},
    scope::ScopeSet,
};

words! {
    /// How a client authenticates at the token endpoint (RFC 7591 section 2).
    pub enum AuthMethod {
        /// `client_secret_basic` and `client_secret_post` alike.
        ClientSecret = "client_secret",
        PrivateKeyJwt = "private_key_jwt",
    }
}

/// Who a credential acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialOwner {
    /// An app's connection: what it may do is the connection's grant.
    Connection(ConnectionId),
    /// The tenant itself, with a name and scopes that its admin picked.
    Tenant { name: String, scopes: ScopeSet },
}

/// A client of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub owner: CredentialOwner,
    pub auth_method: AuthMethod,
    /// Goes into each token of a tenant's own credential; one more revokes the tokens from before.
    pub generation: u64,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    /// When its secret was last regenerated.
    pub regenerated_at: Option<Timestamp>,
    pub regenerated_by: Option<PersonId>,
    pub deleted_at: Option<Timestamp>,
}

/// One of at most two live secrets of a credential, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub id: SecretId,
    pub credential: CredentialId,
    /// Its last four characters.
    pub hint: String,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was reported as leaked, and revoked for it.
    pub reported_at: Option<Timestamp>,
}
