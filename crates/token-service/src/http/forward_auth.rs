//! `/oauth2/verify`: a proxy asks before it passes a request on (`auth_request` of nginx, `forwardAuth` of Traefik,
//! `ext_authz` of Envoy), so that an API in any language is guarded without code.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use grantry_guard::{Realm, Refused, Rejected, Scheme};
use model::attempt::Refusal;
use model::ids::TenantId;
use model::issuer;

use crate::errors::TokenError;
use crate::parsing::form::{Form, read_pair};
use crate::service::TokenService;
use crate::tokens::{Admitted, NotAdmitted, Requirements};

/// Verify a request on a proxy's behalf
///
/// Takes the original request's `Authorization` (and `DPoP`, with `X-Original-Method` and `X-Original-URL`, or Traefik's
/// `X-Forwarded-Method` and its siblings) and answers by RFC 6750. The answer to a good token names its client, tenant,
/// scopes of the API, and environment in headers.
#[utoipa::path(get, path = issuer::VERIFICATION, operation_id = "verify", tag = "OAuth 2.0",
    params(
        ("api" = String, Query, max_length = 300, description = "The identifier of the API behind the proxy"),
        ("scope" = Option<String>, Query, description = "Scope names that the token must hold, separated by spaces"),
        ("tenant" = Option<String>, Query, max_length = 30, description = "A tenant's id, where the API serves no other: tokens of others do not pass"),
        ("environment" = Option<String>, Query, max_length = 7, description = "`sandbox` to take sandbox tokens too; only live ones otherwise"),
    ),
    responses(
        (status = 200, description = "Let it pass", headers(
            ("X-Grantry-Client-Id" = String), ("X-Grantry-Tenant-Id" = String),
            ("X-Grantry-Scope" = String), ("X-Grantry-Environment" = String))),
        (status = 400, description = "The request for verification or the token's header is malformed"),
        (status = 401, description = "No token, or not a good one: see WWW-Authenticate"),
        (status = 403, description = "`insufficient_scope`"),
        (status = 429, description = "The client proves too many calls a minute (DPoP); see Retry-After"),
        (status = 503, description = "No one can tell at this moment; see Retry-After"),
    ))]
pub async fn verify(service: Data<TokenService>, request: HttpRequest) -> HttpResponse {
    let wanted = match requirements(request.query_string()) {
        Ok(wanted) => wanted,
        Err(error) => return error.error_response(),
    };
    match service.admit(&request, &wanted).await {
        Ok(admitted) => pass(&admitted),
        Err(NotAdmitted::Rejected(rejected)) => reject(&service, rejected, &wanted),
        Err(NotAdmitted::RateLimited(exceeded)) => TokenError::RateLimited(exceeded).error_response(),
    }
}

fn requirements(query: &str) -> Result<Requirements, TokenError> {
    if asks_for_nothing(query) {
        return Err(TokenError::InvalidRequest("scope is empty: name the scopes, or leave it out"));
    }
    let query = Form::pairs(query.as_bytes())?;
    let api = query.get("api").ok_or(TokenError::InvalidRequest("api is missing"))?.to_owned();
    let scopes = query.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let sandbox = match query.get("environment") {
        None | Some("live") => false,
        Some("sandbox") => true,
        Some(_) => return Err(TokenError::InvalidRequest("environment must be live or sandbox")),
    };
    let tenant = query.get("tenant").map(str::parse::<TenantId>).transpose();
    let tenant = tenant.map_err(|_| TokenError::InvalidRequest("tenant is not the id of a tenant"))?;
    Ok(Requirements { api, tenant, scopes, sandbox })
}

/// Whether `scope` is there without a name in it: a variable of the proxy's configuration that was never set.
fn asks_for_nothing(query: &str) -> bool {
    let is_empty = |pair: &[u8]| {
        read_pair(pair).is_ok_and(|(name, value)| name == "scope" && value.trim_ascii().is_empty())
    };
    query.as_bytes().split(|byte| *byte == b'&').any(is_empty)
}

fn pass(Admitted { claims, scope }: &Admitted) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-grantry-client-id", claims.client_id.as_ref()))
        .insert_header(("x-grantry-tenant-id", claims.tenant_id.as_ref()))
        .insert_header(("x-grantry-scope", scope.as_str()))
        .insert_header(("x-grantry-environment", claims.env.as_str()))
        .finish()
}

fn reject(service: &TokenService, rejected: Rejected, wanted: &Requirements) -> HttpResponse {
    request_notes::reason_unless_known("the call does not pass", || Some(rejected.to_string()));
    if !matches!(rejected, Rejected::NoToken) {
        let unavailable = matches!(rejected, Rejected::Unavailable);
        request_notes::classed_unless_known(if unavailable {
            Refusal::Unavailable
        } else {
            Refusal::BadRequest
        });
        request_notes::answered(|| match rejected.error_code() {
            Some(code) => format!("{code}: {rejected}"),
            None => rejected.to_string(),
        });
    }
    let metadata = service.resource_metadata_url(&wanted.api, wanted.tenant);
    let realm = Realm { name: &wanted.api, resource_metadata: metadata.as_deref() };
    let mut response = Refused::in_realm(rejected, realm, Scheme::Bearer).error_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
