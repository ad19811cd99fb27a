//! Renders a domain error as RFC 9457 problem details.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
    web::PathConfig,
};
use marketplace::Error;
use model::{access_token::TokenScope, api_document::DocumentProblem};
use wire::problem::{DetailChange, FieldProblem, Problem, ProblemCode};

use crate::{cookie::pending, current_request_id};

/// Challenges of RFC 6750 section 3.
const INVALID_TOKEN: &str = "Bearer realm=\"grantry\", error=\"invalid_token\"";
const INSUFFICIENT_SCOPE: &str = "Bearer realm=\"grantry\", error=\"insufficient_scope\"";

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
    /// Sign-in from a page that came by plain http.
    Insecure,
    /// The access token is malformed, unknown or over.
    InvalidToken,
    /// The access token lacks the scope.
    TokenScope(TokenScope),
    /// No access token may be used for it.
    OnlyPeople,
    /// The session is not of the person that the request names.
    AnotherPerson,
    /// The methods that the address takes, separated by commas.
    MethodNotAllowed(String),
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

/// As a form shows it.
fn of_document(problem: &DocumentProblem) -> FieldProblem {
    let DocumentProblem { line, column, path, message } = problem;
    let path = if path.is_empty() { String::new() } else { format!(", {path}") };
    FieldProblem { field: "text".into(), message: format!("Line {line}, column {column}{path}: {message}") }
}

fn lines(problems: &[FieldProblem]) -> String {
    match problems.len() {
        1 => "One field is invalid.".into(),
        number => format!("{number} fields need other values."),
    }
}

impl Failure {
    /// There is nothing at this address, or nothing that the caller may see.
    pub const NOT_FOUND: Self = Self::Marketplace(Error::NotFound);

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
                "This API accepts requests only from this site's own pages, or from programs that send no Origin."
                    .into(),
            ),
            Self::Insecure => (
                Code::Insecure,
                Status::FORBIDDEN,
                "Plain http is not supported",
                "Browsers do not keep you signed in over plain http. Open this site by its https address. \
                 Nothing was done, and no link was used."
                    .into(),
            ),
            Self::InvalidToken | Self::TokenScope(_) | Self::OnlyPeople => self.of_token(),
            Self::AnotherPerson => (
                Code::AnotherPerson,
                Status::CONFLICT,
                "Someone else is signed in",
                "Someone else is now signed in with this browser. Nothing was done. Load the page again.".into(),
            ),
            Self::MethodNotAllowed(_) => (
                Code::MethodNotAllowed,
                Status::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "This address does not support this method; the Allow header lists the ones that it supports.".into(),
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
            Self::Marketplace(error) => {
                let (code, status, title) = heading(error);
                (code, status, title, detail(error))
            }
        }
    }

    /// The same of access tokens.
    fn of_token(&self) -> (ProblemCode, StatusCode, &'static str, String) {
        use ProblemCode as Code;
        use StatusCode as Status;
        match self {
            Self::TokenScope(scope) => (
                Code::TokenScope,
                Status::FORBIDDEN,
                "Scope missing",
                format!("This needs an access token with the scope {scope}. Nothing was done."),
            ),
            Self::OnlyPeople => (
                Code::OnlyPeople,
                Status::FORBIDDEN,
                "Only for people",
                "No access token may be used for this. Sign in with a browser instead. Nothing was done."
                    .into(),
            ),
            _ => (
                Code::SignedOut,
                Status::UNAUTHORIZED,
                "Access token not valid",
                "This access token does not exist, or has ended. Make another one in your account.".into(),
            ),
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
                Self::Marketplace(Error::InvalidDocument(problems)) => {
                    problems.iter().map(of_document).collect()
                }
                _ => Vec::new(),
            },
            current_version: match self {
                Self::Marketplace(Error::VersionChanged { current }) => Some(*current),
                _ => None,
            },
            changed_details: match self {
                Self::Marketplace(Error::DetailsChanged(changes)) => changes.clone(),
                _ => Vec::new(),
            },
            document_problems: match self {
                Self::Marketplace(Error::InvalidDocument(problems)) => problems.clone(),
                _ => Vec::new(),
            },
            made: match self {
                Self::Marketplace(Error::MadeNotShown(made)) => Some(made.clone()),
                _ => None,
            },
            request_id: current_request_id(),
        }
    }
}

fn changed(changes: &[DetailChange]) -> String {
    let names: Vec<_> = changes.iter().map(|change| change.detail.in_words()).collect();
    let names = if names.is_empty() { "its details".to_owned() } else { names.join(", ") };
    format!("The app's details have changed since you read them: {names}. Read them again, then decide.")
}

/// Code, status and title.
fn heading(error: &Error) -> (ProblemCode, StatusCode, &'static str) {
    use ProblemCode as Code;
    use StatusCode as Status;
    match error {
        Error::NotFound => (Code::NotFound, Status::NOT_FOUND, "Not found"),
        Error::SignedOut => (Code::SignedOut, Status::UNAUTHORIZED, "Not signed in"),
        Error::CodeNeeded(_) => (Code::CodeNeeded, Status::FORBIDDEN, "A code is needed"),
        Error::Forbidden(_) => (Code::Forbidden, Status::FORBIDDEN, "You can't do this"),
        Error::Invalid(_) => (Code::Invalid, Status::UNPROCESSABLE_ENTITY, "Some fields are invalid"),
        Error::InvalidDocument(_) => {
            (Code::Invalid, Status::UNPROCESSABLE_ENTITY, "The document cannot be taken")
        }
        Error::Conflict(_) => (Code::Conflict, Status::CONFLICT, "Conflict"),
        Error::QuotaReached(_) => (Code::QuotaReached, Status::CONFLICT, "Limit reached"),
        Error::InvalidTransition(_) => {
            (Code::InvalidTransition, Status::CONFLICT, "Not possible in this state")
        }
        Error::VersionChanged { .. } => (Code::VersionChanged, Status::CONFLICT, "The app has changed"),
        Error::DetailsChanged(_) => {
            (Code::DetailsChanged, Status::CONFLICT, "The app's details have changed")
        }
        Error::LostRace => (Code::LostRace, Status::PRECONDITION_FAILED, "Changed meanwhile"),
        Error::KeyReused => (Code::KeyReused, Status::UNPROCESSABLE_ENTITY, "Key used for another request"),
        Error::MadeNotShown(_) => (Code::MadeNotShown, Status::CONFLICT, "Already done, and shown only then"),
        Error::TooMany(_) => (Code::TooMany, Status::TOO_MANY_REQUESTS, "Too many requests"),
        Error::Unavailable(_) => (Code::Unavailable, Status::SERVICE_UNAVAILABLE, "Not available now"),
        Error::Internal(_) => (Code::Internal, Status::INTERNAL_SERVER_ERROR, "Something failed on our side"),
    }
}

fn detail(error: &Error) -> String {
    let sentence: &str = match error {
        Error::NotFound => "This does not exist, or you may not see it.",
        Error::SignedOut => "Sign in with your e-mail address and password.",
        Error::CodeNeeded(_) => {
            "The password is right. Give a code of your authenticator app, or a recovery code, within ten minutes."
        }
        Error::Forbidden(who) => who,
        Error::Invalid(fields) => return lines(fields),
        Error::InvalidDocument(_) => "The document cannot be taken. Each problem says where it is.",
        Error::Conflict(detail) | Error::QuotaReached(detail) => detail,
        Error::InvalidTransition(transition) => return format!("This cannot be done now: {transition}."),
        Error::VersionChanged { current } => {
            return format!("The app is at version {current} now. Review that version and decide again.");
        }
        Error::DetailsChanged(changes) => return changed(changes),
        Error::LostRace => {
            "Someone else changed this since you read it. Read it again and repeat your change."
        }
        Error::KeyReused => {
            "An earlier request with this Idempotency-Key was done, with other content. Look at what it made; for another \
             thing, use a new key."
        }
        Error::MadeNotShown(_) => {
            "An earlier request with this Idempotency-Key did this. Its secret or link was shown only in that answer and \
             is not kept. If it did not reach you, regenerate the secret or make a new link."
        }
        Error::TooMany(exceeded) => {
            let (cause, seconds) = (exceeded.limit.cause(), exceeded.retry_after.seconds());
            return format!("This cannot be done now: {cause}. Try again in {seconds} seconds.");
        }
        Error::Unavailable(_) => {
            "The service cannot do this at the moment. Nothing was changed; try again shortly."
        }
        Error::Internal(_) => "Nothing was changed. Give the request id to the operator if it happens again.",
    };
    sentence.into()
}

impl Failure {
    /// Why, for the log's line about the request: the one place that says what a fault of ours was. Never a value that
    /// the caller sent.
    fn note(&self) {
        use request_notes::{reason, reason_unless_known, reason_with};
        match self {
            Self::Marketplace(Error::Internal(cause)) => reason_with("internal error", format!("{cause:?}")),
            Self::Marketplace(Error::Unavailable(cause)) => reason_with("unavailable", cause),
            Self::Marketplace(Error::TooMany(exceeded)) => reason(exceeded.limit.cause()),
            Self::Marketplace(Error::Invalid(fields)) => reason_unless_known("invalid fields", || {
                Some(fields.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>().join(", "))
            }),
            Self::Marketplace(Error::Forbidden(why)) => reason_unless_known(why, || None),
            Self::Malformed { field, .. } => {
                reason_unless_known("the request cannot be read", || field.clone());
            }
            other => reason_unless_known(other.describe().2, || None),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.describe().1
    }

    fn error_response(&self) -> HttpResponse {
        self.note();
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::Marketplace(Error::Unavailable(_)) => response.insert_header((header::RETRY_AFTER, "1")),
            Self::Marketplace(Error::TooMany(exceeded)) => {
                response.insert_header((header::RETRY_AFTER, exceeded.retry_after.seconds()))
            }
            // No browser acts on this challenge (docs/adr/0013).
            Self::InvalidToken => response.insert_header((header::WWW_AUTHENTICATE, INVALID_TOKEN)),
            Self::TokenScope(_) => response.insert_header((header::WWW_AUTHENTICATE, INSUFFICIENT_SCOPE)),
            Self::Marketplace(Error::CodeNeeded(needed)) => response.cookie(pending(needed)),
            Self::Encoded => response.insert_header((header::ACCEPT_ENCODING, "identity")),
            Self::MethodNotAllowed(allow) => response.insert_header((header::ALLOW, allow.as_str())),
            // What is left of the body is not read: the connection ends.
            Self::TooLarge(_) => response.force_close(),
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
