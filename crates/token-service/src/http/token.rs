//! `POST {issuer}/oauth2/token`: the client credentials grant (RFC 6749 section 4.4).

use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use model::issuer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clients::AddressedIssuer;
use crate::errors::{ErrorResponses, TokenError, TokenErrorResponse};
use crate::parsing::body;
use crate::service::TokenService;
use crate::tokens::{GrantRequest, IssuedToken};

/// The form that a client sends. `client_id` and `client_secret` go here or into HTTP Basic, never both.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the form; crate::parsing::form reads it")]
pub struct TokenRequest {
    #[schema(example = "client_credentials", max_length = 8192)]
    grant_type: String,
    /// Scope names separated by single spaces. Without it: all that the client holds.
    #[schema(example = "patients.read appointments.read", max_length = 8192)]
    scope: Option<String>,
    /// The identifier of an API that the token is for (RFC 8707). May come several times.
    #[schema(max_length = 8192)]
    resource: Option<String>,
    #[schema(max_length = 8192)]
    client_id: Option<String>,
    #[schema(format = Password, max_length = 8192)]
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with `client_assertion` (RFC 7523 section 2.2).
    #[schema(max_length = 8192)]
    client_assertion_type: Option<String>,
    #[schema(max_length = 8192)]
    client_assertion: Option<String>,
}

/// RFC 6749 section 5.1.
#[derive(Serialize, ToSchema)]
pub struct TokenResponse<'a> {
    /// An `at+jwt` (RFC 9068), or an opaque text that begins with `gto_`.
    access_token: &'a str,
    /// `Bearer` (RFC 6750), or `DPoP` for a token that is bound to the key of the request's DPoP proof (RFC 9449).
    #[schema(example = "Bearer")]
    token_type: &'a str,
    /// Seconds.
    #[schema(example = 1200)]
    expires_in: i64,
    /// What was granted.
    scope: &'a str,
}

impl<'a> TokenResponse<'a> {
    fn of(issued: &'a IssuedToken) -> Self {
        Self {
            access_token: &issued.access_token,
            token_type: issued.token_type,
            expires_in: issued.expires_in,
            scope: &issued.granted.scope,
        }
    }
}

#[utoipa::path(post, path = issuer::TOKEN, tag = "OAuth 2.0",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenResponse, description = "A token"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_target` or `invalid_dpop_proof`"),
        ErrorResponses,
    ),
    security((), ("client_basic" = [])))]
pub async fn token(
    service: Data<TokenService>,
    issuer: AddressedIssuer,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    answer(&service, issuer, &request, body).await
}

/// Answers a token request, whether it was routed or not.
pub async fn answer(
    service: &TokenService,
    issuer: AddressedIssuer,
    request: &HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let body = body::read(request, body).await?;
    let form = body::form(request, &body)?;
    let proxies = &service.0.settings.certificate_proxies;
    let issued = service.grant(&GrantRequest::read(request, issuer, &form, proxies)?).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(TokenResponse::of(&issued)))
}
