//! The cookies of a session, of a browser that was used before, and of a sign-in that waits for a code.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{HeaderValue, SET_COOKIE},
};

use marketplace::{CodeNeeded, Started};

use crate::{bearer::bearer, whose::PERSON};

/// The browser is recognized by it, for this long after the last sign-in.
const DEVICE_COOKIE: &str = "__Host-device";
const DEVICE_LASTS: Duration = Duration::days(180);

/// The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-session";

/// The sign-in that waits for a code, for as long as it waits.
const PENDING_COOKIE: &str = "__Host-sign-in";
const PENDING_LASTS: Duration = Duration::minutes(10);

fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}

/// The answer that begins a session. Its cookie ends with the browser; the server ends it sooner.
pub fn signed_in(started: Started) -> HttpResponse {
    let Started { me, bearer, device } = started;
    let mut known = cookie(DEVICE_COOKIE, device);
    known.set_max_age(DEVICE_LASTS);
    // Added one by one: the session's comes first.
    HttpResponse::Ok()
        .append_header((SET_COOKIE, cookie(SESSION_COOKIE, bearer).to_string()))
        .append_header((SET_COOKIE, known.to_string()))
        .insert_header((PERSON.clone(), me.id.to_string()))
        .json(me)
}

/// As [`signed_in`], after a code: the sign-in waits no longer.
pub fn signed_in_by_code(started: Started) -> HttpResponse {
    let mut response = signed_in(started);
    let mut removal = cookie(PENDING_COOKIE, String::new());
    removal.set_max_age(Duration::ZERO);
    if let Ok(removal) = HeaderValue::from_str(&removal.to_string()) {
        response.headers_mut().append(SET_COOKIE, removal);
    }
    response
}

pub(crate) fn pending(needed: &CodeNeeded) -> Cookie<'static> {
    let mut waits = cookie(PENDING_COOKIE, needed.bearer().to_owned());
    waits.set_max_age(PENDING_LASTS);
    waits
}

/// The answer that ends the browser's session. It clears the browser's cache, and with it pages that Back would show
/// again, but neither all cookies nor the storage: the mark of the browser lets its people sign in while others guess
/// their passwords, and the storage has the theme, and notes of secrets whose answers were lost.
pub fn signed_out() -> HttpResponse {
    let mut removal = cookie(SESSION_COOKIE, String::new());
    removal.set_max_age(Duration::ZERO);
    HttpResponse::NoContent().cookie(removal).insert_header(("clear-site-data", "\"cache\"")).finish()
}

pub(crate) fn device_marks(request: &HttpRequest) -> Option<String> {
    request.cookie(DEVICE_COOKIE).map(|cookie| cookie.value().to_owned())
}

pub(crate) fn pending_bearer(request: &HttpRequest) -> Option<String> {
    request.cookie(PENDING_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// None where the request has an access token: then that alone counts.
pub(crate) fn session_bearer(request: &HttpRequest) -> Option<String> {
    if bearer(request).is_some() {
        return None;
    }
    request.cookie(SESSION_COOKIE).map(|cookie| cookie.value().to_owned())
}
