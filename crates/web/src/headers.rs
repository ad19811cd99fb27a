//! Middleware that adds the security headers to every answer.

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

/// Swagger UI's logo carries one inline style: it alone is let through, by its hash. Its arrows and locks are pictures within
/// its style sheet: `data:`.
const DOCS: &str = "/docs/";
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; \
    form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

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
    let policy = if request.path().starts_with(DOCS) { DOCS_POLICY } else { POLICY };
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    add(headers, header::CONTENT_SECURITY_POLICY, policy);
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
