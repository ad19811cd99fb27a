//! Revocation (RFC 7009): a client gives a token back before it expires.

use std::net::IpAddr;

use chrono::DateTime;
use credentials::AccessTokenClaims;
use model::attempt::Refusal;
use store::changes::Change;
use store::revoked_tokens::RevokedToken;
use store::{Records, Share};
use tokio::time::Instant;

use crate::authentication::Authenticated;
use crate::clients::AddressedIssuer;
use crate::errors::TokenError;
use crate::parsing::Presented;
use crate::service::TokenService;

impl TokenService {
    /// Authenticates a client that wants a token revoked. An assertion that was made for a token endpoint proves
    /// nothing here.
    ///
    /// No limit of its own: a client gives back only tokens that were issued to it, and those are limited.
    pub(crate) async fn authenticate_to_revoke(
        &self,
        presented: &Presented<'_>,
        issuer: AddressedIssuer,
        address: Option<IpAddr>,
    ) -> Result<Authenticated, TokenError> {
        let client = self.authenticate(presented, issuer, address).await?;
        if client.by.is_for_token_endpoint() {
            request_notes::refused_with(
                Refusal::Assertion,
                "its aud is the token URL, which is good there alone",
            );
            return Err(self.count_failure(TokenError::InvalidClient, address));
        }
        Ok(client)
    }

    /// Revokes a token of this client. For one that is not good any more nothing is written, and the assertion that
    /// came with it may be used again.
    ///
    /// # Errors
    /// `invalid_grant` for a token that was issued to another client; those of
    /// [`check_replay`](TokenService::check_replay).
    pub(crate) async fn revoke(
        &self,
        client: &Authenticated,
        token: &str,
        asked: Instant,
        address: Option<IpAddr>,
    ) -> Result<(), TokenError> {
        let Some(claims) = self.own_token_since(asked, token).await? else { return Ok(()) };
        if claims.client_id.parse() != Ok(client.client.id) {
            return Err(TokenError::InvalidGrant);
        }
        if let Some(token) = self.revocable(claims) {
            self.check_replay(client, None, address).await?;
            self.record_revocation(token).await?;
        }
        Ok(())
    }

    /// What is to be remembered of a token that has neither expired nor been revoked.
    fn revocable(&self, claims: AccessTokenClaims<'static>) -> Option<RevokedToken> {
        let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
        let good = expires_at > self.now() && !self.directory().is_revoked(&claims.jti);
        good.then(|| RevokedToken { jti: claims.jti.into_owned(), expires_at })
    }

    async fn record_revocation(&self, token: RevokedToken) -> Result<(), TokenError> {
        let mut tx = self.0.store.share(Share::Tokens).begin().await?;
        if tx.platform().await?.revoke_token(&token).await? {
            tx.finish(Records::of_changes([Change::Token(token.jti)]), self.now()).await?;
            self.catch_up().await;
        }
        Ok(())
    }
}
