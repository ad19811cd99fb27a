//! Where a request came from, and the key under which it is sent.

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
}
