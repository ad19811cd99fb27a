//! The access that a verified token gives: to which tenant, by which client, with which scopes.

use credentials::{AccessTokenClaims, Confirmation};
use model::environment::Environment;
use model::ids::{AppId, ConnectionId, CredentialId, TenantId};

use crate::Rejected;

/// What a verified token allows, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The client that asked for the token.
    pub client: CredentialId,
    /// Whose data it may touch: scope every query to this tenant.
    pub tenant: TenantId,
    pub environment: Environment,
    /// `None` when the tenant itself, and no app, is the client.
    pub connection: Option<ConnectionId>,
    pub app: Option<AppId>,
    /// Seconds since 1970.
    pub expires_at: i64,
    /// The token's `jti`.
    pub token_id: String,
    /// The generation of the client's access when the token was issued: one below the client's minimum is revoked.
    pub generation: u64,
    pub(crate) confirmation: Option<Confirmation<'static>>,
    pub(crate) scopes: Vec<String>,
}

impl Access {
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// Whether the token works only with proof of a key (DPoP or a client certificate).
    pub fn is_bound(&self) -> bool {
        self.confirmation.is_some()
    }

    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(String::as_str)
    }

    /// # Errors
    /// `InsufficientScope` when the token does not hold it.
    pub fn require_scope(&self, scope: &str) -> Result<(), Rejected> {
        if self.has_scope(scope) {
            Ok(())
        } else {
            Err(Rejected::InsufficientScope { scope: scope.to_owned() })
        }
    }
}

impl TryFrom<&AccessTokenClaims<'_>> for Access {
    type Error = Rejected;

    fn try_from(claims: &AccessTokenClaims<'_>) -> Result<Self, Rejected> {
        let malformed = Rejected::InvalidToken("the access token's claims are malformed");
        let read = || {
            Some(Self {
                client: claims.client_id.parse().ok()?,
                tenant: claims.tenant_id.parse().ok()?,
                environment: claims.env,
                connection: claims.connection_id.as_deref().map(str::parse).transpose().ok()?,
                app: claims.app_id.as_deref().map(str::parse).transpose().ok()?,
                expires_at: claims.exp,
                token_id: claims.jti.clone().into_owned(),
                generation: claims.generation,
                confirmation: claims.cnf.clone().map(Confirmation::into_owned),
                scopes: claims
                    .scope
                    .split(' ')
                    .filter(|scope| !scope.is_empty())
                    .map(str::to_owned)
                    .collect(),
            })
        };
        read().ok_or(malformed)
    }
}
