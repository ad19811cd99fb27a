use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::DateTime;
use model::Timestamp;

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
