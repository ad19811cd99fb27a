//! The token endpoint's refusals, in the form of RFC 6749 section 5.2.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};

/// Seconds after which a client may try again when we cannot answer.
const RETRY_SECONDS: &str = "1";
/// RFC 9110 section 15.5.2 asks for a challenge with every 401, RFC 6749 section 5.2 for this one.
const CHALLENGE: &str = "Basic realm=\"grantry\"";

/// Why no token was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Something is missing, repeated or malformed. The text says what.
    InvalidRequest(&'static str),
    /// Unknown, wrong, disabled, ended or of another issuer: the answer never says which.
    InvalidClient,
    UnsupportedGrantType,
    /// The text says whether the scope is malformed, not granted, or empty.
    InvalidScope(&'static str),
    /// RFC 8707 section 2.
    InvalidTarget,
    /// What this node knows of its clients is too old to act on.
    TemporarilyUnavailable,
    ServerError,
}

impl TokenError {
    pub const BODY_TOO_LONG: Self = Self::InvalidRequest("the body is longer than 8192 bytes");
    pub const BAD_ENCODING: Self =
        Self::InvalidRequest("a parameter is not well-formed UTF-8 in form-urlencoding");

    /// The registered error code (RFC 6749 section 11.4, RFC 8707 section 5).
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(description) | Self::InvalidScope(description) => description,
            Self::InvalidClient => "client authentication failed",
            Self::UnsupportedGrantType => "the grant type must be client_credentials",
            Self::InvalidTarget => "the client has no access to the requested resource",
            Self::TemporarilyUnavailable => "try again in a second",
            Self::ServerError => "the token could not be issued",
        }
    }
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code(), self.description())
    }
}

impl ResponseError for TokenError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidRequest(_)
            | Self::UnsupportedGrantType
            | Self::InvalidScope(_)
            | Self::InvalidTarget => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        match self {
            Self::InvalidClient => response.insert_header((WWW_AUTHENTICATE, CHALLENGE)),
            Self::TemporarilyUnavailable => response.insert_header((RETRY_AFTER, RETRY_SECONDS)),
            _ => &mut response,
        };
        let body = format!(r#"{{"error":"{}","error_description":"{}"}}"#, self.code(), self.description());
        response.content_type("application/json").body(body)
    }
}
