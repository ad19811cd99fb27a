//! The clock of a node.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta};
use model::Timestamp;

/// The most that the clocks of two nodes may differ. A node keeps what another may still count on for so much longer.
pub const MAX_SKEW: TimeDelta = TimeDelta::minutes(5);

/// Where the time comes from. Truncated to microseconds, which both databases keep exactly.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// Microseconds since the Unix epoch, moved by a test.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    pub fn now(&self) -> Timestamp {
        let microseconds = match self {
            Self::System => chrono::Utc::now().timestamp_micros(),
            Self::Manual(microseconds) => microseconds.load(Ordering::Relaxed),
        };
        DateTime::from_timestamp_micros(microseconds).unwrap_or_default()
    }
}
