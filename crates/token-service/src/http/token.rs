//! `POST {issuer}/oauth2/token`: the client credentials grant (RFC 6749 section 4.4).

use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use model::environment::Environment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::TokenService;
use crate::binding::Binding;
use crate::body;
use crate::client_authentication::{Addressed, Presented};
use crate::error::TokenError;
use crate::issuing::Asked;
use crate::refusals::{Refusing, TokenErrorResponse};

/// The form that a client sends. `client_id` and `client_secret` go here or into HTTP Basic, never both.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code, reason = "documents the form; crate::form reads it")]
pub struct TokenRequest {
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// Scope names parted by single spaces. Without it: all that the client holds.
    #[schema(example = "patients.read appointments.read")]
    scope: Option<String>,
    /// The identifier of an API that the token is for (RFC 8707). May come several times.
    resource: Option<String>,
    client_id: Option<String>,
    #[schema(format = Password)]
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with `client_assertion` (RFC 7523 section 2.2).
    client_assertion_type: Option<String>,
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

/// Get an access token
///
/// The token endpoint of one tenant's issuer. The platform-wide `/oauth2/token` takes the same request and finds the
/// tenant from the client.
#[utoipa::path(post, path = "/t/{tenant_id}/oauth2/token", operation_id = "token", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenResponse, description = "A token"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_target` or `invalid_dpop_proof`"),
        Refusing,
    ),
    security((), ("client_basic" = [])))]
pub async fn of_live_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let addressed = issuer(&service, &tenant, Environment::Live);
    answer(&service, addressed, &request, body).await
}

/// Get an access token (sandbox)
///
/// The token endpoint of a sandbox tenant's issuer.
#[utoipa::path(post, path = "/sandbox/t/{tenant_id}/oauth2/token", operation_id = "sandbox_token", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenResponse, description = "A token"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_target` or `invalid_dpop_proof`"),
        Refusing,
    ),
    security((), ("client_basic" = [])))]
pub async fn of_sandbox_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let addressed = issuer(&service, &tenant, Environment::Sandbox);
    answer(&service, addressed, &request, body).await
}

/// Get an access token from the platform's own endpoint
///
/// Finds the tenant from the client; the token names that tenant's issuer.
#[utoipa::path(post, path = "/oauth2/token", operation_id = "platform_token", tag = "OAuth 2.0",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenResponse, description = "A token"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_target` or `invalid_dpop_proof`"),
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

pub(crate) fn issuer(service: &TokenService, tenant: &str, environment: Environment) -> Addressed {
    let tenant = service.tenant_at(tenant, environment);
    tenant.map_or(Addressed::Nobody, |tenant| Addressed::Issuer(tenant, environment))
}

pub(crate) async fn answer(
    service: &TokenService,
    addressed: Addressed,
    request: &HttpRequest,
    body: Payload,
) -> Result<HttpResponse, TokenError> {
    let body = body::read(request, body).await?;
    let form = body::form(request, &body)?;
    let asked = Asked {
        addressed,
        path: request.path(),
        address: ::web::caller_ip(request),
        presented: Presented::read(request.headers(), &form)?,
        binding: Binding::read(request, &service.0.settings.certificate_proxies)?,
        form: &form,
    };
    let issued = service.grant(&asked).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(TokenResponse {
            access_token: &issued.access_token,
            token_type: issued.token_type,
            expires_in: issued.expires_in,
            scope: &issued.granted.scope,
        }))
}
