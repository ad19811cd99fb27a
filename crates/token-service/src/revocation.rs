//! `POST {issuer}/oauth2/revoke` (RFC 7009): a client gives a token back before it expires.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::DateTime;
use credentials::AccessTokenClaims;
use model::environment::Environment;
use store::changes::Change;
use store::revoked_tokens::RevokedToken;
use store::{Records, Share};
use tokio::time::Instant;

use crate::client_authentication::{Addressed, Presented};
use crate::error::TokenError;
use crate::introspection::TokenToLookAt;
use crate::refusals::{Refusing, TokenErrorResponse};
use crate::token::issuer;
use crate::{TokenService, body};

/// Revoke an access token
///
/// By the client that it was issued to. A token that is not ours or has expired is as good as revoked: 200 too.
#[utoipa::path(post, path = "/t/{tenant_id}/oauth2/revoke", operation_id = "revoke", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    request_body(content = TokenToLookAt, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is dead on every node within a second"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, or `invalid_grant` for another client's token"),
        Refusing,
    ),
    security((), ("client_basic" = [])))]
pub async fn of_live_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    answer(&service, issuer(&service, &tenant, Environment::Live), &request, body).await
}

/// Revoke an access token (sandbox)
///
/// By the client that it was issued to.
#[utoipa::path(post, path = "/sandbox/t/{tenant_id}/oauth2/revoke", operation_id = "sandbox_revoke", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    request_body(content = TokenToLookAt, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is dead on every node within a second"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, or `invalid_grant` for another client's token"),
        Refusing,
    ),
    security((), ("client_basic" = [])))]
pub async fn of_sandbox_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    answer(&service, issuer(&service, &tenant, Environment::Sandbox), &request, body).await
}

/// Revoke an access token at the platform's own endpoint
///
/// By the client that it was issued to.
#[utoipa::path(post, path = "/oauth2/revoke", operation_id = "platform_revoke", tag = "OAuth 2.0",
    request_body(content = TokenToLookAt, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is dead on every node within a second"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, or `invalid_grant` for another client's token"),
        Refusing,
    ),
    security((), ("client_basic" = [])))]
pub async fn of_platform(
    service: Data<TokenService>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    answer(&service, Addressed::Anyone, &request, body).await
}

/// No limit of its own: a client gives back only tokens that were issued to it, and those are limited. A token that is not
/// good any more makes no row, nor uses up the assertion that came with it.
async fn answer(
    service: &TokenService,
    addressed: Addressed,
    request: &HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let asked = Instant::now();
    let body = body::read(request, body).await?;
    let form = body::form(request, &body)?;
    let (presented, address) = (Presented::read(request.headers(), &form)?, ::web::caller_ip(request));
    let known = service.authenticate(&presented, addressed, address).await?;
    if known.by.is_for_token_endpoint() {
        return Err(service.refused(TokenError::InvalidClient, address));
    }
    let token = form.get("token").ok_or(TokenError::InvalidRequest("token is missing"))?;
    if let Some(claims) = service.own_token_since(asked, token).await? {
        if claims.client_id.parse() != Ok(known.client.id) {
            return Err(TokenError::InvalidGrant);
        }
        if let Some(token) = service.revocable(claims) {
            service.use_up(&known, None, address).await?;
            service.revoke(token).await?;
        }
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}

impl TokenService {
    /// What is to be remembered of a token that has neither expired nor been revoked.
    fn revocable(&self, claims: AccessTokenClaims<'static>) -> Option<RevokedToken> {
        let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
        let good = expires_at > self.now() && !self.directory().is_revoked(&claims.jti);
        good.then(|| RevokedToken { jti: claims.jti.into_owned(), expires_at })
    }

    async fn revoke(&self, token: RevokedToken) -> Result<(), TokenError> {
        let mut tx = self.0.store.share(Share::Tokens).begin().await?;
        if tx.platform().await?.revoke_token(&token).await? {
            tx.finish(Records::of_changes([Change::Token(token.jti)]), self.now()).await?;
            self.catch_up().await;
        }
        Ok(())
    }
}
