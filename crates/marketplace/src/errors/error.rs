//! The error of every operation, one variant for each way in which it is answered.

use std::fmt;

use limits::Exceeded;
use model::api_document::DocumentProblem;
use model::connection::{AllowError, InvalidTransition};
use wire::problem::{DetailChange, FieldProblem};

use super::code_needed::CodeNeeded;

/// Why an operation was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the caller may not see it.
    #[error("not found")]
    NotFound,
    /// No one is signed in, or e-mail and password do not match.
    #[error("signed out")]
    SignedOut,
    /// The password is right, and the account has a second factor: no session begins before its code.
    #[error("a code is needed")]
    CodeNeeded(CodeNeeded),
    /// The caller may look but not do this. The text says who may.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Fields are wrong, each named.
    #[error("invalid fields")]
    Invalid(Vec<FieldProblem>),
    /// The document of an API cannot be taken: what is wrong with it, and where.
    #[error("invalid document")]
    InvalidDocument(Vec<DocumentProblem>),
    /// It clashes with something that exists, or would leave something broken. A sentence for people.
    #[error("{0}")]
    Conflict(String),
    /// There are as many as the operator's settings allow. A sentence for people.
    #[error("{0}")]
    QuotaReached(String),
    #[error(transparent)]
    InvalidTransition(#[from] InvalidTransition),
    /// The app has published another version than the one named.
    #[error("the app is at version {current} now")]
    VersionChanged { current: u32 },
    /// The app's details have changed since the named revision.
    #[error("the details have changed")]
    DetailsChanged(Vec<DetailChange>),
    /// Another request changed it since it was read.
    #[error("changed meanwhile")]
    LostRace,
    /// The Idempotency-Key has made something by another request.
    #[error("this key was used for another request")]
    KeyReused,
    /// An earlier request with this Idempotency-Key did it; its answer, without the secret that only it showed.
    #[error("made, and its secret is not shown again")]
    MadeNotShown(serde_json::Value),
    /// Too many requests, or failures: come back later. It says of what, and that alike whether the account is there or not.
    #[error(transparent)]
    TooMany(#[from] Exceeded),
    /// The database or a pool is away or full.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Our fault: logged where it is answered. The caller is not told what it was.
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

    /// What must be there, because another row names it or the caller's role is proved, is missing. To the caller that is a
    /// fault of ours, and not that there is nothing to see.
    pub(crate) fn broken(what: &'static str, id: impl fmt::Display) -> Self {
        Self::internal(BrokenReference { what, id: id.to_string() })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{what} {id} is missing")]
struct BrokenReference {
    what: &'static str,
    id: String,
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
            AllowError::NoLongerAsked(_) => Self::field("optional_scopes", error.to_string()),
        }
    }
}

/// Only an owner makes owners, changes them or takes them away.
pub(crate) fn owners_business() -> Error {
    Error::Forbidden("Only an owner may add, change or remove an owner.")
}

/// For an invitation.
pub(crate) fn not_yet_a_member(member: bool) -> Result<(), Error> {
    let message = "This person is a member already. Change their role instead.";
    if member { Err(Error::field("email", message)) } else { Ok(()) }
}

/// Notes the true reason of an answer that does not tell it.
pub(crate) fn refused(reason: &'static str, error: Error) -> Error {
    request_notes::reason(reason);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_reference_is_a_fault_of_ours_that_names_it() {
        let error = Error::broken("tenant", "ten_1");
        assert!(matches!(error, Error::Internal(_)));
        assert_eq!(error.to_string(), "internal: tenant ten_1 is missing");
    }
}
