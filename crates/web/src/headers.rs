//! Middleware that adds the security headers to every answer.

use std::iter;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Whom scripts of a page may call.
const CONNECT: &str = "connect-src 'self'";

/// The policy of a page that also calls these origins, such as the documentation of an API elsewhere.
pub fn policy_with(origins: &[String]) -> String {
    let callable: Vec<&str> = iter::once(CONNECT).chain(origins.iter().map(String::as_str)).collect();
    POLICY.replace(CONNECT, &callable.join(" "))
}

/// What every answer carries.
#[derive(Debug, Clone, Copy)]
pub struct SecurityHeaders {
    /// Whether the public URL is https: then browsers are told to insist on it.
    pub https: bool,
}

impl SecurityHeaders {
    /// Adds those that are missing.
    pub fn add_to(self, headers: &mut HeaderMap) {
        add(headers, header::CONTENT_SECURITY_POLICY, POLICY);
        add(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        add(headers, header::X_FRAME_OPTIONS, "DENY");
        add(headers, header::REFERRER_POLICY, "same-origin");
        add(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        add(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        add(
            headers,
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        );
        if self.https {
            add(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
        }
    }
}

/// Middleware. An answer that has a header already keeps it.
pub async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let settings = request
        .app_data::<Data<SecurityHeaders>>()
        .map_or(SecurityHeaders { https: false }, |settings| ***settings);
    let is_private = request.path().starts_with("/api/");
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if is_private {
        add(headers, header::CACHE_CONTROL, "no-store");
    }
    settings.add_to(headers);
    Ok(response)
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_calls_what_it_is_told_and_nothing_else() {
        assert_eq!(policy_with(&[]), POLICY);
        let policy = policy_with(&["https://api.example.com".to_owned(), "https://x.example".to_owned()]);
        let wanted = "; connect-src 'self' https://api.example.com https://x.example; ";
        assert!(policy.contains(wanted), "{policy}");
        assert_eq!(policy.replace(" https://api.example.com https://x.example", ""), POLICY);
    }
}
