//! Whether a call with a token may pass to an API: decided here for proxies, by the rules that `grantry_guard` has for
//! APIs.

use actix_web::HttpRequest;
use credentials::{AccessTokenClaims, DpopRejected, VerifiedProof};
use grantry_guard::{Rejected, presented_token};
use limits::Exceeded;
use model::attempt::Refusal;
use model::environment::Environment;
use model::ids::TenantId;

use super::own_tokens::TokenProblem;
use crate::authentication::ReplayCheck;
use crate::errors::TokenError;
use crate::service::TokenService;

/// What the API behind the proxy wants.
pub struct Requirements {
    pub api: String,
    /// The only one that it serves.
    pub tenant: Option<TenantId>,
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
            Ok(Err(problem)) => {
                let rejected = self.rejected(token, Rejected::InvalidToken(in_words(problem)));
                request_notes::classed(problem.refusal());
                return Err(rejected);
            }
            Err(_) => return Err(self.rejected(token, Rejected::Unavailable)),
        };
        if let Ok(client) = claims.client_id.parse() {
            request_notes::caller(request_notes::Caller::Client(client));
        }
        if !claims.aud.contains(&wanted.api) {
            request_notes::classed(Refusal::TokenForOther);
            return Err(Rejected::InvalidToken("the access token is for another API").into());
        }
        if wanted.tenant.is_some_and(|tenant| claims.tenant_id.parse() != Ok(tenant)) {
            request_notes::classed(Refusal::TokenForOther);
            return Err(Rejected::InvalidToken("the access token is for another tenant").into());
        }
        if claims.env == Environment::Sandbox && !wanted.sandbox {
            request_notes::classed(Refusal::TokenForOther);
            return Err(Rejected::InvalidToken("sandbox access tokens are not accepted here").into());
        }
        let proof = self.check_possession(request, scheme, token, &claims);
        let proof = proof.inspect_err(|rejected| request_notes::classed(of_possession(rejected)))?;
        let scope = self.directory().scopes_of(&wanted.api, &claims.scope);
        let missing = wanted.scopes.iter().find(|name| !scope.split(' ').any(|held| held == name.as_str()));
        if let Some(name) = missing {
            request_notes::classed(Refusal::InsufficientScope);
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

/// Why a call did not show that the token is its caller's.
const fn of_possession(rejected: &Rejected) -> Refusal {
    match rejected {
        Rejected::NotProved(_) => Refusal::DpopMissing,
        Rejected::InvalidProof(DpopRejected::TooOld | DpopRejected::FromTheFuture) => Refusal::ClockSkew,
        Rejected::InvalidProof(_) | Rejected::ProofUsed => Refusal::DpopProof,
        Rejected::InvalidToken(_) => Refusal::OtherCertificate,
        _ => Refusal::BadRequest,
    }
}

fn in_words(problem: TokenProblem) -> &'static str {
    match problem {
        TokenProblem::NotOurs => "the access token is not one of this platform",
        TokenProblem::Expired => "the access token expired",
        TokenProblem::Revoked => "the access was revoked after the token was issued",
    }
}
