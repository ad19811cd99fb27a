//! The writing of an access token: its claims, signed or sealed.

use std::sync::Arc;

use credentials::{
    AccessTokenClaims, Confirmation, SigningFailed, TokenNotWritten, VerifiedProof, new_token_id,
};
use model::Timestamp;
use model::attempt::Refusal;
use model::token::TokenFormat;

use crate::clients::{AddressedIssuer, Client, Granted};
use crate::errors::TokenError;
use crate::service::TokenService;

/// A token on its way to the client (RFC 6749 section 5.1).
pub struct IssuedToken {
    pub access_token: String,
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    pub granted: Arc<Granted>,
}

/// `credentials::MAX_ACCESS_TOKEN_LENGTH`.
const TOO_LONG: TokenError = TokenError::InvalidScope(
    "the token would be longer than 6144 bytes: name fewer scopes in scope, or one API in resource",
);

impl TokenService {
    /// Near its end date the client gets no more time than is left; with less than a second it has ended.
    pub(super) fn write_token(
        &self,
        client: &Client,
        issuer: AddressedIssuer,
        granted: Arc<Granted>,
        cnf: Option<&Confirmation<'static>>,
        now: Timestamp,
    ) -> Result<IssuedToken, TokenError> {
        let format = granted.format()?;
        let rest = client.ends_at.map_or(i64::MAX, |end| (end - now).num_seconds());
        if rest < 1 {
            request_notes::refused(Refusal::Ended);
            return Err(TokenError::InvalidClient);
        }
        let expires_in = i64::from(granted.lifetime()).min(rest);
        let id = client.id.to_string();
        let claims = AccessTokenClaims {
            iss: self.issuer_named(issuer, client.tenant, client.environment).into(),
            sub: id.as_str().into(),
            client_id: id.as_str().into(),
            aud: granted.audience(),
            scope: granted.scope.as_str().into(),
            iat: now.timestamp(),
            exp: now.timestamp() + expires_in,
            jti: self.0.rng.with(new_token_id).into(),
            tenant_id: client.tenant.to_string().into(),
            connection_id: client.connection.map(|id| id.to_string().into()),
            app_id: client.app.map(|id| id.to_string().into()),
            env: client.environment,
            cnf: cnf.cloned(),
            generation: client.generation,
        };
        let access_token = self.sign_or_seal(&claims, format, now)?;
        drop(claims);
        let token_type = if cnf.is_some_and(|cnf| cnf.jkt.is_some()) { "DPoP" } else { "Bearer" };
        Ok(IssuedToken { access_token, token_type, expires_in, granted })
    }

    fn sign_or_seal(
        &self,
        claims: &AccessTokenClaims<'_>,
        format: TokenFormat,
        now: Timestamp,
    ) -> Result<String, TokenError> {
        let ring = self.keys().ring(claims.env);
        let written = match format.algorithm() {
            Some(algorithm) => ring.signing(algorithm, now).map(|key| key.sign(claims)),
            None => ring.sealing(now).map(|key| self.0.rng.with(|rng| key.seal(claims, rng))),
        };
        written.unwrap_or(Err(SigningFailed.into())).map_err(|why| match why {
            TokenNotWritten::TooLong => TOO_LONG,
            TokenNotWritten::Failed(_) => {
                tracing::error!(environment = %claims.env, %format, "no key can write a token");
                TokenError::ServerError
            }
        })
    }
}

/// What the token will be bound to, if the request brings anything.
pub fn confirmation(
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
