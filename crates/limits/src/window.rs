//! The windows in which requests are counted: a minute each.

use model::Timestamp;

/// The length of a window, in milliseconds.
pub const WINDOW: u64 = 60_000;

/// A time within its window: minutes since 1970, the same on every node, and what of the minute is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowTime {
    pub window: i64,
    /// Milliseconds.
    pub left: u64,
}

impl From<Timestamp> for WindowTime {
    fn from(at: Timestamp) -> Self {
        let window = i64::try_from(WINDOW).unwrap_or(i64::MAX);
        let milliseconds = at.timestamp_millis();
        let into = u64::try_from(milliseconds.rem_euclid(window)).unwrap_or_default();
        Self { window: milliseconds.div_euclid(window), left: WINDOW - into }
    }
}
