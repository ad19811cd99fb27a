//! The value of `Retry-After`.

/// Too often: how long to wait, in whole seconds, at least one (RFC 9110 section 10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(pub u32);

impl RetryAfter {
    pub const fn seconds(self) -> u32 {
        self.0
    }

    pub(crate) fn milliseconds(wait: u64) -> Self {
        Self(u32::try_from(wait.div_ceil(1000)).unwrap_or(u32::MAX).max(1))
    }
}
