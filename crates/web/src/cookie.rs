use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

/// The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-session";

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}

/// The cookie that carries a session's bearer. It ends with the browser; the server ends it sooner.
pub fn set_session(bearer: String) -> Cookie<'static> {
    cookie(bearer)
}

pub fn remove_session() -> Cookie<'static> {
    let mut removal = cookie(String::new());
    removal.set_max_age(Duration::ZERO);
    removal
}

pub(crate) fn session_bearer(request: &HttpRequest) -> Option<String> {
    request.cookie(SESSION_COOKIE).map(|cookie| cookie.value().to_owned())
}
