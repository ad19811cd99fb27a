//! Reading tokens that this service wrote, on whatever node: is it ours, and is it good now?

use credentials::{AccessTokenClaims, OPAQUE_PREFIX, UnverifiedToken, opaque_kid};
use model::environment::Environment;
use tokio::time::Instant;

use crate::TokenService;
use crate::error::TokenError;
use crate::service::Standing;

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenProblem {
    NotOurs,
    Expired,
    Withdrawn,
}

impl TokenService {
    /// The claims of a token that is good now. As with clients, a refusal is never given on grounds older than the
    /// request.
    ///
    /// # Errors
    /// `temporarily_unavailable` when nobody can tell.
    pub(crate) async fn good_token(
        &self,
        token: &str,
    ) -> Result<Result<AccessTokenClaims<'static>, TokenProblem>, TokenError> {
        let asked = Instant::now();
        self.trusted()?;
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
        match self.standing(client, claims.generation, &claims.jti) {
            Standing::Alive => Ok(claims),
            Standing::Dead | Standing::Unsure => Err(TokenProblem::Withdrawn),
        }
    }

    /// The claims of a token that this service wrote, whenever that was.
    pub fn own_token(&self, token: &str) -> Option<AccessTokenClaims<'static>> {
        let read = |environment| {
            let claims = self.read_with_keys_of(environment, token)?;
            let tenant = claims.tenant_id.parse().ok()?;
            let ours = claims.env == environment && claims.iss == self.urls().issuer(tenant, environment);
            ours.then_some(claims)
        };
        read(Environment::Live).or_else(|| read(Environment::Sandbox))
    }

    /// As [`own_token`](Self::own_token), and by keys that were there when the request came: a token is never taken for
    /// somebody else's because this node has not heard of its key.
    ///
    /// # Errors
    /// `temporarily_unavailable` when nobody can tell.
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
