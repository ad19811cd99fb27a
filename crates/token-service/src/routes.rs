//! Where everything is mounted.

use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::{ALLOW, CACHE_CONTROL};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder};

use crate::{TokenService, feed, forward_auth, introspection, jwks, metadata, revocation, token};

const METADATA: &str = "/.well-known/oauth-authorization-server";

/// Mounts the token service: absolute paths, from the root.
pub fn configure(service: TokenService) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(Data::new(service))
            .service(post("/t/{tenant}/oauth2/token", token::of_live_tenant))
            .service(post("/oauth2/token", token::of_platform))
            .service(post("/sandbox/t/{tenant}/oauth2/token", token::of_sandbox_tenant))
            .service(post("/oauth2/introspect", introspection::of_platform))
            .service(post("/t/{tenant}/oauth2/introspect", introspection::of_live_tenant))
            .service(post("/sandbox/t/{tenant}/oauth2/introspect", introspection::of_sandbox_tenant))
            .service(web::resource("/oauth2/verify").to(forward_auth::verify))
            .service(post("/oauth2/revoke", revocation::of_platform))
            .service(post("/t/{tenant}/oauth2/revoke", revocation::of_live_tenant))
            .service(post("/sandbox/t/{tenant}/oauth2/revoke", revocation::of_sandbox_tenant))
            .service(get("/oauth2/feed", feed::follow))
            .service(get("/oauth2/jwks", jwks::of_live))
            .service(get("/sandbox/oauth2/jwks", jwks::of_sandbox))
            .service(get("/t/{tenant}/oauth2/jwks", jwks::of_live_tenant))
            .service(get("/sandbox/t/{tenant}/oauth2/jwks", jwks::of_sandbox_tenant))
            .service(get(&format!("/t/{{tenant}}{METADATA}"), metadata::of_live_tenant))
            .service(get(&format!("{METADATA}/t/{{tenant}}"), metadata::of_live_tenant))
            .service(get(&format!("/sandbox/t/{{tenant}}{METADATA}"), metadata::of_sandbox_tenant))
            .service(get(&format!("{METADATA}/sandbox/t/{{tenant}}"), metadata::of_sandbox_tenant));
    }
}

fn post<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::post().to(handler)).default_service(web::to(only_post))
}

fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reading = web::route().guard(Any(Get()).or(Head()));
    web::resource(path).route(reading.to(handler)).default_service(web::to(only_get))
}

async fn only_post() -> HttpResponse {
    refuse_method("POST")
}

async fn only_get() -> HttpResponse {
    refuse_method("GET, HEAD")
}

fn refuse_method(allow: &'static str) -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((ALLOW, allow))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(r#"{"error":"invalid_request","error_description":"the method is not allowed here"}"#)
}
