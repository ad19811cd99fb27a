//! The public keys of an issuer (RFC 7517 section 5). Issuers of one environment share them.

use ::web::Failure;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use model::issuer;

use crate::clients::AddressedIssuer;
use crate::errors::TokenErrorResponse;
use crate::service::TokenService;

#[utoipa::path(get, path = issuer::JWKS, tag = "OAuth 2.0",
    responses(
        (status = 200, content_type = "application/jwk-set+json", description = "The public keys"),
        (status = 404, description = "No such issuer"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ))]
pub async fn jwks(service: Data<TokenService>, issuer: AddressedIssuer) -> actix_web::Result<HttpResponse> {
    // A node that has lost touch could publish a key that leaked and is retired, and lack the one that signs. For the
    // same reasons no cache on the way may answer.
    service.check_ready()?;
    let environment = match issuer {
        AddressedIssuer::Platform(environment) | AddressedIssuer::Tenant(_, environment, _) => environment,
        AddressedIssuer::Unknown => return Err(Failure::NOT_FOUND.into()),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("application/jwk-set+json")
        .body(service.keys().ring(environment).body()))
}
