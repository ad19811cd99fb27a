//! The client credentials grant (RFC 6749 section 4.4), from memory.

use std::net::IpAddr;
use std::sync::Arc;

use credentials::{
    AccessTokenClaims, Confirmation, SigningFailed, TokenNotWritten, VerifiedProof, new_token_id,
};
use model::Timestamp;
use tokio::time::Instant;

use crate::TokenService;
use crate::authenticating::{Authenticated, Proved};
use crate::binding::Binding;
use crate::client::Client;
use crate::client_authentication::{Addressed, Presented};
use crate::error::TokenError;
use crate::form::Form;
use crate::grant::Granted;

/// A token request.
pub(crate) struct Asked<'a> {
    pub addressed: Addressed,
    /// The path of the endpoint that was asked.
    pub path: &'a str,
    /// Where it comes from.
    pub address: Option<IpAddr>,
    pub form: &'a Form<'a>,
    pub presented: Presented<'a>,
    pub binding: Binding<'a>,
}

/// A token on its way to the client (RFC 6749 section 5.1).
pub(crate) struct Issued {
    pub access_token: String,
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    pub granted: Arc<Granted>,
}

const OTHER_NETWORK: TokenError =
    TokenError::UnauthorizedClient("the request does not come from a network that the app declared");
const UNSIGNED: TokenError = TokenError::UnauthorizedClient(
    "this API gives tokens only to clients that authenticate with private_key_jwt",
);
/// `credentials::MAX_ACCESS_TOKEN_LENGTH`.
const TOO_LONG: TokenError = TokenError::InvalidScope(
    "the token would be longer than 6144 bytes: name fewer scopes in scope, or one API in resource",
);

impl TokenService {
    /// The request counts against the client's limit once the client is proved, before its proofs are looked at and
    /// anything is written; one that is refused after all counts for nobody.
    pub(crate) async fn grant(&self, asked: &Asked<'_>) -> Result<Issued, TokenError> {
        let began = Instant::now();
        let known = self.authenticate(&asked.presented, asked.addressed, asked.address).await?;
        match asked.form.get("grant_type") {
            Some("client_credentials") => {}
            Some(_) => return Err(TokenError::UnsupportedGrantType),
            None => return Err(TokenError::InvalidRequest("grant_type is missing")),
        }
        let (tenant, client, now) = (known.client.tenant, known.client.id, self.now());
        self.0.limits.token(tenant, client, now).map_err(TokenError::RateLimited)?;
        let issued = self.issue(known, asked, began).await;
        if issued.is_err() {
            self.0.limits.give_back(tenant, client, now);
        }
        issued
    }

    /// What works once is used up last, and the token handed out after that: a refusal leaves nothing behind.
    async fn issue(
        &self,
        known: Authenticated,
        asked: &Asked<'_>,
        began: Instant,
    ) -> Result<Issued, TokenError> {
        let proof = self.proof(asked)?;
        let cnf = confirmation(proof.as_ref(), asked.binding.certificate.as_ref());
        let (known, issued) = match self.issue_now(&known, asked, cnf.as_ref()) {
            Err(error) if error.may_be_out_of_date() => {
                self.0.freshness.newer_than(began).await?;
                // Proved anew: its secret may have been replaced meanwhile.
                let known = self.authenticate(&asked.presented, asked.addressed, asked.address).await?;
                let issued = self.issue_now(&known, asked, cnf.as_ref())?;
                (known, issued)
            }
            issued => (known, issued?),
        };
        self.use_up(&known, proof.as_ref(), asked.address).await?;
        Ok(issued)
    }

    fn proof(&self, asked: &Asked<'_>) -> Result<Option<VerifiedProof>, TokenError> {
        let Some(proof) = asked.binding.proof else { return Ok(None) };
        let url = format!("{}{}", self.urls().public_url(), asked.path);
        self.check_proof(proof, "POST", &url, None).map(Some).map_err(TokenError::InvalidDpopProof)
    }

    fn issue_now(
        &self,
        known: &Authenticated,
        asked: &Asked<'_>,
        cnf: Option<&Confirmation<'static>>,
    ) -> Result<Issued, TokenError> {
        let (client, now) = (&known.client, self.now());
        if !client.comes_from(asked.address) {
            return Err(OTHER_NETWORK);
        }
        let granted = client.grant.load().narrow(asked.form.get("scope"), asked.form.all("resource"))?;
        let unsigned = matches!(known.by, Proved::Secret(_));
        if unsigned && granted.wants_signed_request() {
            return Err(UNSIGNED);
        }
        if known.by.is_for_token_endpoint() && !granted.is_for_smart_alone() {
            tracing::debug!(client = %client.id, "an assertion names the token URL, and an API is asked for without SMART");
            return Err(TokenError::InvalidClient);
        }
        let issued = self.write(client, granted, cnf, now)?;
        if let Proved::Secret(secret) = known.by {
            self.0.last_used.note(client, secret, now);
        }
        Ok(issued)
    }

    /// Near its end date the client gets no more time than is left; with less than a second it has ended.
    fn write(
        &self,
        client: &Client,
        granted: Arc<Granted>,
        cnf: Option<&Confirmation<'static>>,
        now: Timestamp,
    ) -> Result<Issued, TokenError> {
        let format = granted.format()?;
        let rest = client.ends_at.map_or(i64::MAX, |end| (end - now).num_seconds());
        if rest < 1 {
            return Err(TokenError::InvalidClient);
        }
        let expires_in = i64::from(granted.lifetime()).min(rest);
        let id = client.id.to_string();
        let claims = AccessTokenClaims {
            iss: self.urls().issuer(client.tenant, client.environment).into(),
            sub: id.as_str().into(),
            client_id: id.as_str().into(),
            aud: granted.audience(),
            scope: granted.scope.as_str().into(),
            iat: now.timestamp(),
            exp: now.timestamp() + expires_in,
            jti: new_token_id(&mut *self.0.chance.lock()).into(),
            tenant_id: client.tenant.to_string().into(),
            connection_id: client.connection.map(|id| id.to_string().into()),
            app_id: client.app.map(|id| id.to_string().into()),
            env: client.environment,
            cnf: cnf.cloned(),
            generation: client.generation,
        };
        let ring = self.keys().ring(client.environment);
        let written = match format.algorithm() {
            Some(algorithm) => ring.signing(algorithm, now).map(|key| key.sign(&claims)),
            None => ring.sealing(now).map(|key| key.seal(&claims, &mut *self.0.chance.lock())),
        };
        let access_token = written.unwrap_or(Err(SigningFailed.into())).map_err(|why| match why {
            TokenNotWritten::TooLong => TOO_LONG,
            TokenNotWritten::Failed(_) => {
                tracing::error!(environment = %client.environment, %format, "no key can write a token");
                TokenError::ServerError
            }
        })?;
        drop(claims);
        let token_type = if cnf.is_some_and(|cnf| cnf.jkt.is_some()) { "DPoP" } else { "Bearer" };
        Ok(Issued { access_token, token_type, expires_in, granted })
    }
}

/// What the token will be bound to, if the request brings anything.
fn confirmation(
    proof: Option<&VerifiedProof>,
    certificate: Option<&String>,
) -> Option<Confirmation<'static>> {
    let jkt = proof.map(|proof| proof.jkt.clone().into());
    let x5t_s256 = certificate.map(|thumbprint| thumbprint.clone().into());
    (jkt.is_some() || x5t_s256.is_some()).then_some(Confirmation { jkt, x5t_s256 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_token_is_named() {
        let longest = format!(" {} bytes", credentials::MAX_ACCESS_TOKEN_LENGTH);
        assert!(TOO_LONG.to_string().contains(&longest));
    }
}
