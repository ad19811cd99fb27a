//! What a response says to browsers: which pages of other sites may read it (CORS), and not to ask people for a
//! password.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderName, HeaderValue, ORIGIN, VARY, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse};

use crate::errors::CHALLENGE;
use crate::service::TokenService;

/// The challenge of HTTP Basic under a name that no browser acts on: docs/adr/0013-challenges-of-browsers.md.
const BROWSER_CHALLENGE: HeaderValue = HeaderValue::from_static("x-Basic realm=\"grantry\"");
const ANYONE: HeaderValue = HeaderValue::from_static("*");
const READING: HeaderValue = HeaderValue::from_static("GET, HEAD");
const POSTING: HeaderValue = HeaderValue::from_static("POST");
const HEADERS: HeaderValue = HeaderValue::from_static("Authorization, Content-Type, DPoP");
const EXPOSED: HeaderValue = HeaderValue::from_static("WWW-Authenticate, Retry-After, X-Request-Id");
/// Seconds that a browser keeps the response to a preflight.
const PREFLIGHT_KEPT: HeaderValue = HeaderValue::from_static("600");

/// Middleware of what is published: pages of every site may read it, without credentials.
pub async fn open_to_all(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = if is_preflight(request.request()) {
        let methods = (ACCESS_CONTROL_ALLOW_METHODS, READING);
        let allowed = HttpResponse::NoContent().insert_header(methods).finish();
        request.into_response(allowed).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE);
    Ok(response)
}

/// Middleware of the token endpoint: pages of the origins in the settings may ask for tokens, and where tenants have hosts
/// of their own, those of the documentation too, which stand at the public URL.
pub async fn open_to_origins(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let service = request.app_data::<Data<TokenService>>().cloned();
    let is_allowed =
        service.as_ref().is_some_and(|service| allowed_origin(service, request.request()).is_some());
    let mut response = if is_allowed && is_preflight(request.request()) {
        request.into_response(HttpResponse::new(StatusCode::NO_CONTENT)).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    if let Some(service) = service {
        let (request, response) = (response.request().clone(), response.headers_mut());
        add_cors(&service, &request, response);
    }
    Ok(response)
}

/// Middleware of all that asks a client for credentials.
pub async fn no_password_box(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let request = response.request().clone();
    soften(&request, response.headers_mut());
    Ok(response)
}

/// Does to a response what [`open_to_origins`] and [`no_password_box`] do.
pub fn amend(service: &TokenService, request: &HttpRequest, headers: &mut HeaderMap) {
    add_cors(service, request, headers);
    soften(request, headers);
}

/// A program sends none of these; a browser sends `Origin` with every POST, and Fetch Metadata where it trusts the
/// line.
fn is_a_browser(headers: &HeaderMap) -> bool {
    ["sec-fetch-site", "origin", "x-requested-with"].into_iter().any(|name| headers.contains_key(name))
}

fn soften(request: &HttpRequest, headers: &mut HeaderMap) {
    if headers.get(WWW_AUTHENTICATE) == Some(&CHALLENGE) && is_a_browser(request.headers()) {
        headers.insert(WWW_AUTHENTICATE, BROWSER_CHALLENGE);
    }
}

fn is_preflight(request: &HttpRequest) -> bool {
    let asks = |name: HeaderName| request.headers().contains_key(name);
    request.method() == Method::OPTIONS && asks(ORIGIN) && asks(ACCESS_CONTROL_REQUEST_METHOD)
}

fn allowed_origin<'a>(service: &TokenService, request: &'a HttpRequest) -> Option<&'a HeaderValue> {
    let origin = request.headers().get(ORIGIN)?;
    let is_own = service.urls().has_domains() && origin.as_bytes() == service.urls().public_url().as_bytes();
    let is_listed = |listed: &String| origin.as_bytes() == listed.as_bytes();
    (is_own || service.0.settings.token_origins.iter().any(is_listed)).then_some(origin)
}

fn add_cors(service: &TokenService, request: &HttpRequest, headers: &mut HeaderMap) {
    if service.0.settings.token_origins.is_empty() && !service.urls().has_domains() {
        return;
    }
    headers.append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = allowed_origin(service, request) else { return };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if is_preflight(request) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, POSTING);
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_KEPT);
    }
}
