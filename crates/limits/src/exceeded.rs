//! The error of a rate-limited request.

use crate::{Kind, RetryAfter};

/// A limit that is reached: which one, and how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: try again in {} s", .limit.cause(), .retry_after.seconds())]
pub struct Exceeded {
    pub limit: Kind,
    pub retry_after: RetryAfter,
}

impl Kind {
    pub const fn exceeded(self, retry_after: RetryAfter) -> Exceeded {
        Exceeded { limit: self, retry_after }
    }
}
