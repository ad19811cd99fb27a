//! The API's document about itself at its well-known path (RFC 9728 section 3), in actix-web.

use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, Resource};

use crate::Verifier;

/// Serves the document of [`Verifier::metadata`] to everyone: mount it outside of what [`protect`](crate::protect) guards.
pub fn resource_metadata(verifier: &Verifier) -> Resource {
    let (described, identifier) = (verifier.described(), verifier.realm().name);
    let body = Bytes::from(described.document(identifier, verifier.takes_dpop()));
    let answer = move || {
        let body = body.clone();
        async move {
            HttpResponse::Ok()
                .insert_header((CACHE_CONTROL, "public, max-age=300"))
                .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
                .content_type("application/json")
                .body(body)
        }
    };
    let reading = web::route().guard(Any(Get()).or(Head()));
    web::resource(described.path(identifier)).route(reading.to(answer))
}
