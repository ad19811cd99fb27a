//! Reads tokens that this service wrote, on any node, and decides whether they are valid now.

use credentials::{AccessTokenClaims, OPAQUE_PREFIX, UnverifiedToken, opaque_kid};
use model::attempt::Refusal;
use model::environment::Environment;
use tokio::time::Instant;

use crate::errors::TokenError;
use crate::service::{Standing, TokenService};

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenProblem {
    NotOurs,
    Expired,
    Revoked,
}

impl TokenProblem {
    pub const fn refusal(self) -> Refusal {
        match self {
            // A client whose token is not ours is not known either.
            Self::NotOurs => Refusal::BadRequest,
            Self::Expired => Refusal::TokenExpired,
            Self::Revoked => Refusal::TokenRevoked,
        }
    }
}

impl TokenService {
    /// The claims of a token that is good now. Before a token is rejected, this node reads what was committed before
    /// the request.
    ///
    /// # Errors
    /// `temporarily_unavailable` when this node cannot know.
    pub(crate) async fn good_token(
        &self,
        token: &str,
    ) -> Result<Result<AccessTokenClaims<'static>, TokenProblem>, TokenError> {
        let asked = Instant::now();
        self.check_ready()?;
        match self.good_token_now(token) {
            Err(problem) if problem != TokenProblem::Expired => {
                self.0.freshness.newer_than(asked).await?;
                Ok(self.good_token_now(token))
            }
            answer => Ok(answer),
        }
    }

    fn good_token_now(&self, token: &str) -> Result<AccessTokenClaims<'static>, TokenProblem> {
        let claims = self.own_token(token).ok_or(TokenProblem::NotOurs)?;
        if claims.exp <= self.now().timestamp() {
            return Err(TokenProblem::Expired);
        }
        let client = claims.client_id.parse().map_err(|_| TokenProblem::NotOurs)?;
        let tenant = claims.tenant_id.parse().map_err(|_| TokenProblem::NotOurs)?;
        if !self.names_open_issuer(&claims.iss, tenant, claims.env) {
            return Err(TokenProblem::Revoked);
        }
        match self.standing(client, claims.generation, &claims.jti) {
            Standing::Active => Ok(claims),
            Standing::Revoked | Standing::Unsure => Err(TokenProblem::Revoked),
        }
    }

    /// The claims of a token that this service wrote, whenever that was, and whether its issuer is still open or not.
    pub fn own_token(&self, token: &str) -> Option<AccessTokenClaims<'static>> {
        let read = |environment| {
            let claims = self.read_with_keys_of(environment, token)?;
            let tenant = claims.tenant_id.parse().ok()?;
            let ours = claims.env == environment && self.is_issuer_of(&claims.iss, tenant, environment);
            ours.then_some(claims)
        };
        read(Environment::Live).or_else(|| read(Environment::Sandbox))
    }

    /// As [`own_token`](Self::own_token), if its issuer was not closed.
    pub fn open_token(&self, token: &str) -> Option<AccessTokenClaims<'static>> {
        let is_open = |claims: &AccessTokenClaims<'_>| {
            let tenant = claims.tenant_id.parse();
            tenant.is_ok_and(|tenant| self.names_open_issuer(&claims.iss, tenant, claims.env))
        };
        self.own_token(token).filter(is_open)
    }

    /// As [`own_token`](Self::own_token), and by the keys that there were when the request came: a token of ours is not
    /// taken for another's because this node has not read of its key.
    ///
    /// # Errors
    /// `temporarily_unavailable` when this node cannot know.
    pub(crate) async fn own_token_since(
        &self,
        asked: Instant,
        token: &str,
    ) -> Result<Option<AccessTokenClaims<'static>>, TokenError> {
        if let Some(claims) = self.own_token(token) {
            return Ok(Some(claims));
        }
        self.0.freshness.newer_than(asked).await?;
        Ok(self.own_token(token))
    }

    fn read_with_keys_of(&self, environment: Environment, token: &str) -> Option<AccessTokenClaims<'static>> {
        let ring = self.keys().ring(environment);
        if token.starts_with(OPAQUE_PREFIX) {
            return ring.opening(&opaque_kid(token)?)?.open(token);
        }
        let unverified = UnverifiedToken::parse(token).ok()?;
        unverified.verify(ring.verifying(unverified.kid())?).ok()
    }
}
