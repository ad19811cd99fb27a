//! Where a request came from, and the key under which it is sent.

use credentials::{SessionToken, TokenHash};

use super::idempotency_key::IdempotencyKey;

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The caller's address.
    pub address: Option<String>,
    /// The key under which the caller makes something.
    pub key: Option<IdempotencyKey>,
    /// The marks of accounts that were used in the caller's browser.
    pub device: Option<String>,
    /// The caller's browser in words, where it says what it is.
    pub browser: Option<String>,
    /// The session that the caller's browser has: another that begins there takes its place.
    pub replaces: Option<TokenHash>,
    /// The sign-in that waits for a code in the caller's browser.
    pub pending: Option<TokenHash>,
}

impl Origin {
    /// From a browser that has this session.
    #[must_use]
    pub fn with_session(self, bearer: &str) -> Self {
        Self { replaces: SessionToken::parse(bearer).map(|token| token.hash()), ..self }
    }

    /// From a browser in which this sign-in waits for a code.
    #[must_use]
    pub fn with_pending(self, bearer: &str) -> Self {
        Self { pending: SessionToken::parse(bearer).map(|token| token.hash()), ..self }
    }
}
