//! `POST {issuer}/oauth2/revoke` (RFC 7009): a client gives a token back before it expires.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use model::issuer;
use tokio::time::Instant;

use super::introspection::TokenToLookAt;
use crate::clients::AddressedIssuer;
use crate::errors::{ErrorResponses, TokenError, TokenErrorResponse};
use crate::parsing::{Presented, body};
use crate::service::TokenService;

#[utoipa::path(post, path = issuer::REVOCATION, tag = "OAuth 2.0",
    request_body(content = TokenToLookAt, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is revoked on every node within a second"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, or `invalid_grant` for another client's token"),
        ErrorResponses,
    ),
    security((), ("client_basic" = [])))]
pub async fn revoke(
    service: Data<TokenService>,
    issuer: AddressedIssuer,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let asked = Instant::now();
    let body = body::read(&request, body).await?;
    let form = body::form(&request, &body)?;
    let (presented, address) = (Presented::read(request.headers(), &form)?, ::web::caller_ip(&request));
    let client = service.authenticate_to_revoke(&presented, issuer, address).await?;
    let token = form.get("token").ok_or(TokenError::InvalidRequest("token is missing"))?;
    service.revoke(&client, token, asked, address).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}
