//! `GET {issuer}/oauth2/authorize`: the authorization endpoint (RFC 6749 section 3.1), which grants nothing.
//!
//! It is there because libraries take no metadata that names none, such as those of MCP clients. No document of ours lists
//! it.

use ::web::Failure;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use crate::clients::AddressedIssuer;

/// There is no page to go back to: a `redirect_uri` could not be checked (section 4.1.2.1).
pub async fn authorize(issuer: AddressedIssuer) -> actix_web::Result<HttpResponse> {
    let AddressedIssuer::Tenant(..) = issuer else { return Err(Failure::NOT_FOUND.into()) };
    Ok(HttpResponse::BadRequest()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(
            r#"{"error":"unsupported_response_type","error_description":"people do not sign in here: use the client credentials grant at the token endpoint"}"#,
        ))
}
