//! The errors of the token service, written as RFC 6749 section 5.2 says.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, HeaderValue, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, ResponseError};
use credentials::DpopRejected;
use limits::Exceeded;
use model::attempt::Refusal;

/// Seconds after which a client may try again when we cannot answer.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("1");
/// The same while a client's keys cannot be fetched: they are not asked for again before (`JwksUris`).
const RETRY_KEYS_SECONDS: HeaderValue = HeaderValue::from_static("30");
/// RFC 9110 section 15.5.2 asks for a challenge with every 401, RFC 6749 section 5.2 for this one.
pub const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"grantry\"");

/// Why no token was issued, or no answer about one given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Something is missing, repeated or malformed. The text says what.
    InvalidRequest(&'static str),
    /// Unknown, wrong, disabled, ended or of another issuer: the response never says which.
    InvalidClient,
    /// The client is who it says, but may not do this. The text says why.
    UnauthorizedClient(&'static str),
    /// A token that the client wants revoked was issued to another one.
    InvalidGrant,
    UnsupportedGrantType,
    /// The text says whether the scope is malformed, not granted, or empty.
    InvalidScope(&'static str),
    /// RFC 8707 section 2. The text says why.
    InvalidTarget(&'static str),
    /// RFC 9449 section 5.
    InvalidDpopProof(DpopRejected),
    /// RFC 9449 section 11.1.
    UsedDpopProof,
    /// A body or a query that is longer than any that means something.
    TooLong,
    /// A compressed body: what it holds is not known before it is unpacked.
    Encoded,
    /// Too many tokens or proofs, or too many failures from one address.
    RateLimited(Exceeded),
    /// What this node knows of its clients is too old to act on.
    TemporarilyUnavailable,
    /// The server that publishes the client's keys does not answer, so that the client cannot be authenticated.
    ClientKeysUnavailable,
    /// The same of the platform that has signed the client's token.
    WorkloadKeysUnavailable,
    ServerError,
}

impl TokenError {
    pub const BODY_TOO_LONG: Self = Self::TooLong;
    pub const BAD_ENCODING: Self =
        Self::InvalidRequest("a parameter is not well-formed UTF-8 in form-urlencoding");

    /// The registered error code (RFC 6749 section 11.4, RFC 8707 section 5, RFC 9449 section 12.2), but for
    /// `rate_limited`: docs/adr/0007-limits-in-sum.md.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::Encoded | Self::TooLong => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::InvalidTarget(_) => "invalid_target",
            Self::InvalidDpopProof(_) | Self::UsedDpopProof => "invalid_dpop_proof",
            Self::RateLimited(_) => "rate_limited",
            Self::TemporarilyUnavailable | Self::ClientKeysUnavailable | Self::WorkloadKeysUnavailable => {
                "temporarily_unavailable"
            }
            Self::ServerError => "server_error",
        }
    }

    fn description(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::InvalidRequest(description)
            | Self::InvalidScope(description)
            | Self::InvalidTarget(description)
            | Self::UnauthorizedClient(description) => description,
            Self::InvalidDpopProof(why) => return Cow::Owned(why.to_string()),
            Self::UsedDpopProof => "the DPoP proof was used before",
            Self::InvalidClient => "client authentication failed",
            Self::InvalidGrant => "the token was issued to another client",
            Self::UnsupportedGrantType => "the grant type must be client_credentials",
            Self::TooLong => "the body is longer than 8192 bytes",
            Self::Encoded => "send the body without Content-Encoding",
            Self::RateLimited(exceeded) => return Cow::Owned(exceeded.to_string()),
            Self::TemporarilyUnavailable => "try again in a second",
            Self::ClientKeysUnavailable => "the client's jwks_uri cannot be fetched: try again in 30 seconds",
            Self::WorkloadKeysUnavailable => {
                "the keys of the client's platform cannot be fetched: try again in 30 seconds"
            }
            Self::ServerError => "the request could not be answered",
        })
    }

    /// What the client's people read it as, where no floor below has said more.
    const fn refusal(self) -> Refusal {
        match self {
            Self::InvalidRequest(_)
            | Self::InvalidClient
            | Self::UnauthorizedClient(_)
            | Self::InvalidGrant
            | Self::UnsupportedGrantType
            | Self::TooLong
            | Self::Encoded => Refusal::BadRequest,
            Self::InvalidScope(_) | Self::InvalidTarget(_) => Refusal::BadScope,
            Self::InvalidDpopProof(DpopRejected::TooOld | DpopRejected::FromTheFuture) => Refusal::ClockSkew,
            Self::InvalidDpopProof(_) => Refusal::DpopProof,
            Self::UsedDpopProof => Refusal::Replayed,
            Self::RateLimited(_) => Refusal::RateLimited,
            Self::ClientKeysUnavailable | Self::WorkloadKeysUnavailable => Refusal::KeysUnavailable,
            Self::TemporarilyUnavailable | Self::ServerError => Refusal::Unavailable,
        }
    }

    /// Whether a node could say so of a client that was made, restored or given more a moment ago, because it has not
    /// read of that yet.
    pub fn may_be_out_of_date(self) -> bool {
        matches!(
            self,
            Self::InvalidClient
                | Self::InvalidScope(_)
                | Self::InvalidTarget(_)
                | Self::UnauthorizedClient(_)
                | Self::ServerError
        )
    }
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code(), self.description())
    }
}

impl std::error::Error for TokenError {}

impl From<store::Error> for TokenError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(_) | store::Error::LostRace => {
                request_notes::reason_with("the database is unavailable", error);
                Self::TemporarilyUnavailable
            }
            other => {
                tracing::error!(error = %other, "the database refused");
                request_notes::reason_with("the database refused", other);
                Self::ServerError
            }
        }
    }
}

impl ResponseError for TokenError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TemporarilyUnavailable | Self::ClientKeysUnavailable | Self::WorkloadKeysUnavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::RateLimited(exceeded) => {
                request_notes::reason_unless_known(exceeded.limit.cause(), || None);
            }
            _ => request_notes::reason_unless_known(self.code(), || Some(self.description().into_owned())),
        }
        request_notes::classed_unless_known(self.refusal());
        request_notes::answered(|| self.to_string());
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        match self {
            Self::InvalidClient => response.insert_header((WWW_AUTHENTICATE, CHALLENGE)),
            Self::RateLimited(exceeded) => {
                response.insert_header((RETRY_AFTER, exceeded.retry_after.seconds()))
            }
            Self::Encoded => response.insert_header((ACCEPT_ENCODING, "identity")),
            // What is left of the body is not read: the connection ends.
            Self::TooLong => response.force_close(),
            Self::TemporarilyUnavailable => response.insert_header((RETRY_AFTER, RETRY_SECONDS)),
            Self::ClientKeysUnavailable | Self::WorkloadKeysUnavailable => {
                response.insert_header((RETRY_AFTER, RETRY_KEYS_SECONDS))
            }
            _ => &mut response,
        };
        let body = format!(r#"{{"error":"{}","error_description":"{}"}}"#, self.code(), self.description());
        response.content_type("application/json").body(body)
    }
}
