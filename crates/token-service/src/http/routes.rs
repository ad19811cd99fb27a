//! The routes of the token service.

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::{ALLOW, CACHE_CONTROL};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder};
use model::issuer;

use super::issuer::Issuers;
use super::{
    authorization, browsers, feed, forward_auth, introspection, jwks, metadata, protected_resource,
    revocation, token,
};
use crate::service::TokenService;

/// Mounts the token service: absolute paths, from the root. A slash behind one changes nothing.
pub fn configure(service: TokenService) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(Data::new(service));
        for issuers in Issuers::OF_TOKENS {
            config
                .service(tokens(at(issuers, issuer::TOKEN), token::token))
                .service(post(at(issuers, issuer::INTROSPECTION), introspection::introspect))
                .service(post(at(issuers, issuer::REVOCATION), revocation::revoke));
        }
        config
            .service(web::resource(issuer::VERIFICATION).to(forward_auth::verify))
            .service(get(resource(issuer::FEED), feed::follow).wrap(from_fn(browsers::no_password_box)));
        let described = resource(protected_resource::PATH);
        config.service(published(described, protected_resource::resource_metadata));
        for issuers in Issuers::OF_KEYS {
            config.service(published(at(issuers, issuer::JWKS), jwks::jwks));
        }
        for issuers in Issuers::OF_METADATA {
            config.service(get(at(issuers, issuer::AUTHORIZATION), authorization::authorize));
            for name in [issuer::METADATA, issuer::OPENID_METADATA] {
                let inserted = resource(&[name, &issuers.path("tenant")].concat()).app_data(issuers);
                config
                    .service(published(at(issuers, name), metadata::metadata))
                    .service(published(inserted, metadata::metadata));
            }
        }
    }
}

/// An endpoint below the path of these issuers.
fn at(issuers: Issuers, endpoint: &str) -> Resource {
    resource(&(issuers.path("tenant") + endpoint)).app_data(issuers)
}

fn resource(path: &str) -> Resource {
    web::resource([path.to_owned(), format!("{path}/")])
}

fn tokens<F, Args>(resource: Resource, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = resource.route(web::post().to(handler)).default_service(web::to(only_post));
    resource.wrap(from_fn(browsers::open_to_origins)).wrap(from_fn(browsers::no_password_box))
}

fn post<F, Args>(resource: Resource, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = resource.route(web::post().to(handler)).default_service(web::to(only_post));
    resource.wrap(from_fn(browsers::no_password_box))
}

fn get<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reading = web::route().guard(Any(Get()).or(Head()));
    resource.route(reading.to(handler)).default_service(web::to(only_get))
}

fn published<F, Args>(resource: Resource, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    get(resource, handler).wrap(from_fn(browsers::open_to_all))
}

async fn only_post() -> HttpResponse {
    method_not_allowed("POST")
}

async fn only_get() -> HttpResponse {
    method_not_allowed("GET, HEAD")
}

fn method_not_allowed(allow: &'static str) -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((ALLOW, allow))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(r#"{"error":"invalid_request","error_description":"the method is not allowed here"}"#)
}
