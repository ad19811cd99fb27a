//! The errors of the server's own keys.

use credentials::{SigningFailed, UnusableKey, UnwrapFailed};

/// Why the keys could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("key {kid} cannot be opened: {why}")]
    Unwrap { kid: String, why: UnwrapFailed },
    #[error("key {kid} cannot be used: {why}")]
    Unusable { kid: String, why: UnusableKey },
    #[error("key {kid} is of an unknown kind")]
    UnknownKind { kid: String },
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    #[error("a JWK Set could not be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error("there is no key {0} in use")]
    NoSuchKey(String),
}
