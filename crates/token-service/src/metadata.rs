//! Authorization server metadata (RFC 8414), at the issuer's own path and at the path-inserted one of its section 3.

use ::web::Answer;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use marketplace::Error;
use model::{environment::Environment, scope::ScopeName};
use serde::Serialize;
use utoipa::ToSchema;

use crate::TokenService;

/// RFC 8414 section 2.
#[derive(Serialize, ToSchema)]
pub struct Metadata {
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    scopes_supported: Vec<ScopeName>,
    /// Empty: there is no authorization endpoint.
    response_types_supported: [&'static str; 0],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    service_documentation: String,
}

/// Authorization server metadata
#[utoipa::path(get, path = "/t/{tenant_id}/.well-known/oauth-authorization-server", operation_id = "metadata", tag = "OAuth 2.0",
    params(("tenant_id" = String, Path)),
    responses((status = 200, body = Metadata), (status = 404, description = "No such issuer")))]
pub async fn of_live_tenant(service: Data<TokenService>, tenant: Path<String>) -> Answer {
    metadata(&service, &tenant, Environment::Live)
}

/// Authorization server metadata (sandbox)
#[utoipa::path(get, path = "/sandbox/t/{tenant_id}/.well-known/oauth-authorization-server", operation_id = "sandbox_metadata",
    tag = "OAuth 2.0", params(("tenant_id" = String, Path)),
    responses((status = 200, body = Metadata), (status = 404, description = "No such issuer")))]
pub async fn of_sandbox_tenant(service: Data<TokenService>, tenant: Path<String>) -> Answer {
    metadata(&service, &tenant, Environment::Sandbox)
}

fn metadata(service: &TokenService, tenant: &str, environment: Environment) -> Answer {
    let tenant = service.tenant_at(tenant, environment).ok_or(Error::NotFound)?;
    let issuer = service.urls().issuer(tenant, environment);
    let metadata = Metadata {
        token_endpoint: service.urls().token_endpoint(tenant, environment),
        jwks_uri: format!("{issuer}/oauth2/jwks"),
        scopes_supported: service.directory().scope_names(),
        response_types_supported: [],
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        service_documentation: format!("{}/docs", service.urls().public_url()),
        issuer,
    };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(metadata))
}
