//! An extractor that refuses to sign in a browser which would not send the session's cookie back.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};

use crate::Failure;

/// The caller's browser keeps a session: its page came by https, or from its own machine. Cookies of ours are Secure
/// (RFC 6265bis section 4.1.2.5), so from plain http they never come back. Programs send no Origin, and pass.
pub struct KeepsCookies;

impl FromRequest for KeepsCookies {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let plain = origin.and_then(|origin| origin.strip_prefix("http://"));
        ready(if plain.is_none_or(is_this_machine) { Ok(Self) } else { Err(Failure::Insecure) })
    }
}

/// What browsers hold to be as safe as https (W3C Secure Contexts section 3.1).
fn is_this_machine(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    loopback || host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_safe_without_https() {
        for safe in
            ["localhost", "localhost:8080", "a.localhost:1", "127.0.0.1:8080", "127.8.0.1", "[::1]:8080"]
        {
            assert!(is_this_machine(safe), "{safe}");
        }
        for not in
            ["grantry.lan", "10.0.0.5:8080", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", ""]
        {
            assert!(!is_this_machine(not), "{not}");
        }
    }
}
