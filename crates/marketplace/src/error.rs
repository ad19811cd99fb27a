use limits::RetryAfter;
use model::connection::{AllowError, InvalidTransition};
use wire::problem::FieldProblem;

/// Why an operation was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing that the caller may see.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or e-mail and password do not match.
    #[error("signed out")]
    SignedOut,
    /// The caller may look but not do this. The text says who may.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Fields are wrong, each named.
    #[error("invalid fields")]
    Invalid(Vec<FieldProblem>),
    /// It clashes with something that exists, or would leave something broken. A sentence for people.
    #[error("{0}")]
    Conflict(String),
    #[error(transparent)]
    InvalidTransition(#[from] InvalidTransition),
    /// The app has published another version than the one named.
    #[error("the app is at version {current} now")]
    VersionChanged { current: u32 },
    /// Somebody else changed it since it was read.
    #[error("changed meanwhile")]
    LostRace,
    /// Too many failures: come back later.
    #[error(transparent)]
    TooMany(#[from] RetryAfter),
    /// The database or a pool is away or full.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Our fault.
    #[error("internal: {0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.into(), message: message.into() }])
    }

    pub(crate) fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(cause))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::LostRace => Self::LostRace,
            store::Error::Unavailable(why) => Self::Unavailable(why),
            other => Self::internal(other),
        }
    }
}

impl From<AllowError> for Error {
    fn from(error: AllowError) -> Self {
        match error {
            AllowError::Transition(transition) => transition.into(),
            AllowError::Scope(scope) => Self::field("optional_scopes", scope.to_string()),
        }
    }
}
