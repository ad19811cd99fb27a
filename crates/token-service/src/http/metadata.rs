//! Authorization server metadata (RFC 8414), at the issuer's own path and at the path-inserted one of its section 3,
//! and under the name of OpenID Connect Discovery 1.0.

use ::web::{Answer, Failure};
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use credentials::JwsAlgorithm;
use model::issuer::{self, AUTHORIZATION, INTROSPECTION, JWKS, REVOCATION, TOKEN};
use model::scope::ScopeName;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clients::AddressedIssuer;
use crate::errors::TokenErrorResponse;
use crate::service::TokenService;

const SECRET_METHODS: &[&str] = &["client_secret_basic", "client_secret_post"];
const CLIENT_METHODS: &[&str] = &["client_secret_basic", "client_secret_post", "private_key_jwt"];

fn algorithms() -> Vec<&'static str> {
    JwsAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect()
}

/// RFC 8414 section 2.
#[derive(Serialize, ToSchema)]
pub struct Metadata {
    issuer: String,
    /// Grants nothing: it is for readers who take no metadata without one.
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    scopes_supported: Vec<ScopeName>,
    /// Empty: the authorization endpoint knows none.
    response_types_supported: [&'static str; 0],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: &'static [&'static str],
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: &'static [&'static str],
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: &'static [&'static str],
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// RFC 9449 section 5.1.
    dpop_signing_alg_values_supported: Vec<&'static str>,
    /// RFC 8705 section 3.3: where a proxy of this platform vouches for certificates.
    tls_client_certificate_bound_access_tokens: bool,
    service_documentation: String,
    /// Readers of OpenID Connect Discovery want this and the next; no ID token is ever issued.
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
}

impl Metadata {
    fn of(service: &TokenService, issuer: String) -> Self {
        Self {
            token_endpoint: format!("{issuer}{TOKEN}"),
            authorization_endpoint: format!("{issuer}{AUTHORIZATION}"),
            jwks_uri: format!("{issuer}{JWKS}"),
            scopes_supported: service.directory().scope_names(),
            response_types_supported: [],
            grant_types_supported: ["client_credentials"],
            token_endpoint_auth_methods_supported: CLIENT_METHODS,
            token_endpoint_auth_signing_alg_values_supported: algorithms(),
            introspection_endpoint: format!("{issuer}{INTROSPECTION}"),
            introspection_endpoint_auth_methods_supported: SECRET_METHODS,
            revocation_endpoint: format!("{issuer}{REVOCATION}"),
            revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
            revocation_endpoint_auth_signing_alg_values_supported: algorithms(),
            dpop_signing_alg_values_supported: algorithms(),
            tls_client_certificate_bound_access_tokens: !service.0.settings.certificate_proxies.is_empty(),
            service_documentation: format!("{}/docs", service.urls().public_url()),
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: ["RS256"],
            issuer,
        }
    }
}

#[utoipa::path(get, path = issuer::METADATA, tag = "OAuth 2.0",
    responses(
        (status = 200, body = Metadata),
        (status = 404, description = "No such issuer"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn metadata(service: Data<TokenService>, issuer: AddressedIssuer) -> Answer {
    let AddressedIssuer::Tenant(tenant, environment, _) = issuer else { return Err(Failure::NOT_FOUND) };
    let metadata = Metadata::of(&service, service.issuer_named(issuer, tenant, environment));
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(metadata))
}
