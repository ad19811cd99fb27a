//! Whether a call with a token may pass to an API: decided here for proxies, by the rules that `grantry_guard` has for
//! APIs.

use actix_web::HttpRequest;
use credentials::{AccessTokenClaims, VerifiedProof};
use grantry_guard::{Rejected, presented_token};
use limits::Exceeded;
use model::environment::Environment;

use super::own_tokens::TokenProblem;
use crate::authentication::ReplayCheck;
use crate::errors::TokenError;
use crate::service::TokenService;

/// What the API behind the proxy wants.
pub struct Requirements {
    pub api: String,
    pub scopes: Vec<String>,
    pub sandbox: bool,
}

/// A call that may pass.
pub struct Admitted {
    pub claims: AccessTokenClaims<'static>,
    /// The token's scopes of the API.
    pub scope: String,
}

/// Why a call may not pass.
pub enum NotAdmitted {
    Rejected(Rejected),
    RateLimited(Exceeded),
}

impl From<Rejected> for NotAdmitted {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl TokenService {
    /// The replay check comes last: a call that does not pass leaves nothing behind.
    pub(crate) async fn admit(
        &self,
        request: &HttpRequest,
        wanted: &Requirements,
    ) -> Result<Admitted, NotAdmitted> {
        let (scheme, token) = presented_token(request)?;
        let claims = match self.good_token(token).await {
            Ok(Ok(claims)) => claims,
            Ok(Err(problem)) => return Err(self.rejected(token, Rejected::InvalidToken(in_words(problem)))),
            Err(_) => return Err(self.rejected(token, Rejected::Unavailable)),
        };
        if let Ok(client) = claims.client_id.parse() {
            request_notes::caller(request_notes::Caller::Client(client));
        }
        if !claims.aud.contains(&wanted.api) {
            return Err(Rejected::InvalidToken("the access token is for another API").into());
        }
        if claims.env == Environment::Sandbox && !wanted.sandbox {
            return Err(Rejected::InvalidToken("sandbox access tokens are not accepted here").into());
        }
        let proof = self.check_possession(request, scheme, token, &claims)?;
        let scope = self.directory().scopes_of(&wanted.api, &claims.scope);
        let missing = wanted.scopes.iter().find(|name| !scope.split(' ').any(|held| held == name.as_str()));
        if let Some(name) = missing {
            return Err(Rejected::InsufficientScope { scope: name.clone() }.into());
        }
        if let Some(proof) = proof {
            self.check_proof_replay(&claims, &proof).await?;
        }
        Ok(Admitted { claims, scope })
    }

    /// The log names the client of a token that we wrote, good or not.
    fn rejected(&self, token: &str, rejected: Rejected) -> NotAdmitted {
        if let Some(claims) = self.own_token(token) {
            request_notes::claimed(&claims.client_id);
        }
        rejected.into()
    }

    async fn check_proof_replay(
        &self,
        claims: &AccessTokenClaims<'_>,
        proof: &VerifiedProof,
    ) -> Result<(), NotAdmitted> {
        let client = claims.client_id.parse();
        let client = client.map_err(|_| Rejected::InvalidToken("the access token is malformed"))?;
        let (limits, now) = (&self.0.limits, self.now());
        limits.proof(client, now).map_err(NotAdmitted::RateLimited)?;
        let checked = self.check_replays(client, &[ReplayCheck::from(proof)]).await;
        checked.inspect_err(|_| limits.give_back_proof(client, now)).map_err(|error| match error {
            TokenError::UsedDpopProof => Rejected::ProofUsed.into(),
            _ => Rejected::Unavailable.into(),
        })
    }
}

fn in_words(problem: TokenProblem) -> &'static str {
    match problem {
        TokenProblem::NotOurs => "the access token is not one of this platform",
        TokenProblem::Expired => "the access token expired",
        TokenProblem::Revoked => "the access was revoked after the token was issued",
    }
}
