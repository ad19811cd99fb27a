//! `POST {issuer}/oauth2/revoke` (RFC 7009): a client gives a token back before it expires.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::DateTime;
use credentials::AccessTokenClaims;
use model::environment::Environment;
use store::changes::Change;
use store::revoked_tokens::RevokedToken;

use crate::client_authentication::{Addressed, Presented};
use crate::error::TokenError;
use crate::introspection::TokenToLookAt;
use crate::refusals::Refusing;
use crate::token::{TokenErrorResponse, issuer};
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

async fn answer(
    service: &TokenService,
    addressed: Addressed,
    request: &HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let body = body::read(request, body).await?;
    let form = body::form(request, &body)?;
    let presented = Presented::read(request.headers(), &form)?;
    let known = service.authenticate(&presented, addressed, ::web::caller_ip(request)).await?;
    let token = form.get("token").ok_or(TokenError::InvalidRequest("token is missing"))?;
    if let Some(claims) = service.own_token(token) {
        if claims.client_id.parse() != Ok(known.client.id) {
            return Err(TokenError::InvalidGrant);
        }
        service.revoke(claims).await?;
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}

impl TokenService {
    async fn revoke(&self, claims: AccessTokenClaims<'static>) -> Result<(), TokenError> {
        let expires_at =
            DateTime::from_timestamp(claims.exp, 0).filter(|expires_at| *expires_at > self.now());
        let Some(expires_at) = expires_at else { return Ok(()) };
        let jti = claims.jti.into_owned();
        let mut tx = self.0.store.begin().await?;
        let platform = tx.platform().await?;
        if platform.revoke_token(&RevokedToken { jti: jti.clone(), expires_at }).await? {
            platform.changed(Change::Token(jti), self.now()).await?;
            tx.commit().await?;
            self.catch_up().await;
        }
        Ok(())
    }
}
