//! Where everything is mounted.

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::{ALLOW, CACHE_CONTROL};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder};

use crate::{TokenService, browsers, feed, forward_auth, introspection, jwks, metadata, revocation, token};

/// RFC 8414 section 3, and the name that OpenID Connect Discovery has for it: many clients know only that.
const METADATA: [&str; 2] = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];

/// Mounts the token service: absolute paths, from the root. A slash behind one changes nothing.
pub fn configure(service: TokenService) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(Data::new(service))
            .service(tokens("/t/{tenant}/oauth2/token", token::of_live_tenant))
            .service(tokens("/oauth2/token", token::of_platform))
            .service(tokens("/sandbox/t/{tenant}/oauth2/token", token::of_sandbox_tenant))
            .service(post("/oauth2/introspect", introspection::of_platform))
            .service(post("/t/{tenant}/oauth2/introspect", introspection::of_live_tenant))
            .service(post("/sandbox/t/{tenant}/oauth2/introspect", introspection::of_sandbox_tenant))
            .service(web::resource("/oauth2/verify").to(forward_auth::verify))
            .service(post("/oauth2/revoke", revocation::of_platform))
            .service(post("/t/{tenant}/oauth2/revoke", revocation::of_live_tenant))
            .service(post("/sandbox/t/{tenant}/oauth2/revoke", revocation::of_sandbox_tenant))
            .service(get("/oauth2/feed", feed::follow).wrap(from_fn(browsers::no_password_box)))
            .service(published("/oauth2/jwks", jwks::of_live))
            .service(published("/sandbox/oauth2/jwks", jwks::of_sandbox))
            .service(published("/t/{tenant}/oauth2/jwks", jwks::of_live_tenant))
            .service(published("/sandbox/t/{tenant}/oauth2/jwks", jwks::of_sandbox_tenant));
        for name in METADATA {
            config
                .service(published(&format!("/t/{{tenant}}{name}"), metadata::of_live_tenant))
                .service(published(&format!("{name}/t/{{tenant}}"), metadata::of_live_tenant))
                .service(published(&format!("/sandbox/t/{{tenant}}{name}"), metadata::of_sandbox_tenant))
                .service(published(&format!("{name}/sandbox/t/{{tenant}}"), metadata::of_sandbox_tenant));
        }
    }
}

fn resource(path: &str) -> Resource {
    web::resource([path.to_owned(), format!("{path}/")])
}

fn tokens<F, Args>(path: &str, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = resource(path).route(web::post().to(handler)).default_service(web::to(only_post));
    resource.wrap(from_fn(browsers::open_to_origins)).wrap(from_fn(browsers::no_password_box))
}

fn post<F, Args>(path: &str, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = resource(path).route(web::post().to(handler)).default_service(web::to(only_post));
    resource.wrap(from_fn(browsers::no_password_box))
}

fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reading = web::route().guard(Any(Get()).or(Head()));
    resource(path).route(reading.to(handler)).default_service(web::to(only_get))
}

fn published<F, Args>(path: &str, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    get(path, handler).wrap(from_fn(browsers::open_to_all))
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
