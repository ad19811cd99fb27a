//! The public keys of an issuer (RFC 7517 section 5). Issuers of one environment share them.

use ::web::Failure;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use marketplace::Error;
use model::environment::Environment;

use crate::TokenService;
use crate::error::TokenError;
use crate::refusals::TokenErrorResponse;

/// JSON Web Key Set
#[utoipa::path(get, path = "/t/{tenant_id}/oauth2/jwks", operation_id = "jwks", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    responses(
        (status = 200, content_type = "application/jwk-set+json", description = "The public keys"),
        (status = 404, description = "No such issuer"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn of_live_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
) -> actix_web::Result<HttpResponse> {
    keys_of_tenant(&service, &tenant, Environment::Live)
}

/// JSON Web Key Set (sandbox)
#[utoipa::path(get, path = "/sandbox/t/{tenant_id}/oauth2/jwks", operation_id = "sandbox_jwks", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    responses(
        (status = 200, content_type = "application/jwk-set+json", description = "The public keys"),
        (status = 404, description = "No such issuer"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn of_sandbox_tenant(
    service: Data<TokenService>,
    tenant: Path<String>,
) -> actix_web::Result<HttpResponse> {
    keys_of_tenant(&service, &tenant, Environment::Sandbox)
}

/// JSON Web Key Set of all live issuers
#[utoipa::path(get, path = "/oauth2/jwks", operation_id = "platform_jwks", tag = "OAuth 2.0",
    responses(
        (status = 200, content_type = "application/jwk-set+json", description = "The public keys"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn of_live(service: Data<TokenService>) -> Result<HttpResponse, TokenError> {
    keys(&service, Environment::Live)
}

/// JSON Web Key Set of all sandbox issuers
#[utoipa::path(get, path = "/sandbox/oauth2/jwks", operation_id = "sandbox_platform_jwks", tag = "OAuth 2.0",
    responses(
        (status = 200, content_type = "application/jwk-set+json", description = "The public keys"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn of_sandbox(service: Data<TokenService>) -> Result<HttpResponse, TokenError> {
    keys(&service, Environment::Sandbox)
}

fn keys_of_tenant(
    service: &TokenService,
    tenant: &str,
    environment: Environment,
) -> actix_web::Result<HttpResponse> {
    let keys = keys(service, environment)?;
    service.tenant_at(tenant, environment).ok_or(Failure::from(Error::NotFound))?;
    Ok(keys)
}

/// Not from a node that has lost touch: it could publish a key that leaked and is retired, and lack the one that signs.
/// Nor from a cache on the way, for the same reasons.
fn keys(service: &TokenService, environment: Environment) -> Result<HttpResponse, TokenError> {
    service.trusted()?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("application/jwk-set+json")
        .body(service.keys().ring(environment).body()))
}
