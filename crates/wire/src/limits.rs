//! The rate limits of a client.

use chrono::{DateTime, Utc};

answers! {
    /// What a client may ask for, and how often it was refused for asking more.
    #[derive(Default)]
    pub struct Limits {
        /// `null`: no limit.
        pub tokens_per_minute: Option<u32>,
        /// In this hour of the clock.
        pub refused_this_hour: u64,
        /// The last time.
        pub refused_at: Option<DateTime<Utc>>,
    }
}
