//! One domain error, rendered as RFC 9457 problem details.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
    web::PathConfig,
};
use marketplace::Error;
use wire::problem::{FieldProblem, Problem, ProblemCode};

use crate::current_request_id;

/// What a handler answers with.
pub type Answer = Result<HttpResponse, Failure>;

/// Why a request was not done.
#[derive(Debug)]
pub enum Failure {
    Marketplace(Error),
    /// 400: the body or the query cannot be read; names the field or parameter where there is one.
    Malformed {
        field: Option<String>,
        message: String,
    },
    CrossSite,
    MethodNotAllowed,
    /// The body is larger than this many bytes.
    TooLarge(usize),
    NotJson,
    /// The body is compressed.
    Encoded,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Marketplace(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem().detail)
    }
}

fn lines(problems: &[FieldProblem]) -> String {
    match problems.len() {
        1 => "One field needs another value.".into(),
        number => format!("{number} fields need other values."),
    }
}

impl Failure {
    /// Code, status, title and detail.
    fn describe(&self) -> (ProblemCode, StatusCode, &'static str, String) {
        use ProblemCode as Code;
        use StatusCode as Status;
        match self {
            Self::Malformed { message, .. } => {
                (Code::Malformed, Status::BAD_REQUEST, "The request cannot be read", message.clone())
            }
            Self::CrossSite => (
                Code::CrossSite,
                Status::FORBIDDEN,
                "Request from another site",
                "Changes are taken only from this site's own pages or from programs that send no Origin."
                    .into(),
            ),
            Self::MethodNotAllowed => (
                Code::MethodNotAllowed,
                Status::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "This address does not take this method; the Allow header lists those that it takes.".into(),
            ),
            Self::TooLarge(limit) => (
                Code::TooLarge,
                Status::PAYLOAD_TOO_LARGE,
                "Body too large",
                format!("Send at most {limit} bytes."),
            ),
            Self::NotJson => (
                Code::NotJson,
                Status::UNSUPPORTED_MEDIA_TYPE,
                "Not JSON",
                "Send the body as JSON with Content-Type: application/json.".into(),
            ),
            Self::Encoded => (
                Code::NotJson,
                Status::UNSUPPORTED_MEDIA_TYPE,
                "Compressed body",
                "Send the body as it is, without Content-Encoding.".into(),
            ),
            Self::Marketplace(error) => describe(error),
        }
    }

    pub fn problem(&self) -> Problem {
        let (code, status, title, detail) = self.describe();
        Problem {
            kind: format!("urn:grantry:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code,
            detail,
            errors: match self {
                Self::Marketplace(Error::Invalid(errors)) => errors.clone(),
                Self::Malformed { field: Some(field), message } => {
                    vec![FieldProblem { field: field.clone(), message: message.clone() }]
                }
                _ => Vec::new(),
            },
            current_version: match self {
                Self::Marketplace(Error::VersionChanged { current }) => Some(*current),
                _ => None,
            },
            request_id: current_request_id(),
        }
    }
}

fn describe(error: &Error) -> (ProblemCode, StatusCode, &'static str, String) {
    use ProblemCode as Code;
    use StatusCode as Status;
    match error {
        Error::NotFound => (
            Code::NotFound,
            Status::NOT_FOUND,
            "Not found",
            "There is nothing here, or nothing that you may see.".into(),
        ),
        Error::SignedOut => (
            Code::SignedOut,
            Status::UNAUTHORIZED,
            "Not signed in",
            "Sign in with your e-mail address and password.".into(),
        ),
        Error::Forbidden(who) => (Code::Forbidden, Status::FORBIDDEN, "Not yours to do", (*who).into()),
        Error::Invalid(fields) => {
            (Code::Invalid, Status::UNPROCESSABLE_ENTITY, "Some fields are not right", lines(fields))
        }
        Error::Conflict(detail) => (Code::Conflict, Status::CONFLICT, "Conflict", detail.clone()),
        Error::InvalidTransition(transition) => (
            Code::InvalidTransition,
            Status::CONFLICT,
            "Not possible in this state",
            format!("This cannot be done now: {transition}."),
        ),
        Error::VersionChanged { current } => (
            Code::VersionChanged,
            Status::CONFLICT,
            "The app has changed",
            format!("The app is at version {current} now. Review that version and decide again."),
        ),
        Error::LostRace => (
            Code::LostRace,
            Status::PRECONDITION_FAILED,
            "Changed meanwhile",
            "Somebody else changed this since you read it. Read it again and repeat your change.".into(),
        ),
        Error::TooMany(retry_after) => (
            Code::TooMany,
            Status::TOO_MANY_REQUESTS,
            "Too many failures",
            format!("This was tried too often from your address. Try again in {} seconds.", retry_after.0),
        ),
        Error::Unavailable(_) => (
            Code::Unavailable,
            Status::SERVICE_UNAVAILABLE,
            "Not available now",
            "The service cannot do this at the moment. Nothing was changed; try again shortly.".into(),
        ),
        Error::Internal(_) => (
            Code::Internal,
            Status::INTERNAL_SERVER_ERROR,
            "Something failed on our side",
            "Nothing was changed. Give the request id to the operator if it happens again.".into(),
        ),
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.describe().1
    }

    /// The one place that logs a fault of ours.
    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Marketplace(Error::Internal(cause)) => tracing::error!(error = ?cause, "internal error"),
            Self::Marketplace(Error::Unavailable(cause)) => tracing::warn!(%cause, "unavailable"),
            _ => {}
        }
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::Marketplace(Error::Unavailable(_)) => response.insert_header((header::RETRY_AFTER, "1")),
            Self::Marketplace(Error::TooMany(wait)) => response.insert_header((header::RETRY_AFTER, wait.0)),
            Self::Encoded => response.insert_header((header::ACCEPT_ENCODING, "identity")),
            _ => &mut response,
        };
        response
            .content_type("application/problem+json")
            .body(serde_json::to_vec(&self.problem()).unwrap_or_default())
    }
}

/// An id in the path that is none names nothing.
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|_, _| Failure::from(Error::NotFound).into())
}

/// The answer to an address that nothing is mounted at.
pub async fn not_found() -> Answer {
    Err(Error::NotFound.into())
}
