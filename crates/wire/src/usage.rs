//! Tokens and refusals over time. Days and hours are those of UTC.

use chrono::{DateTime, Utc};
use model::attempt::{Refusal, UsageBy};
use serde::{Deserialize, Serialize};

/// Days that a report by the hour may have, and one by the day.
pub const MOST_DAYS_BY_HOUR: i64 = 31;
pub const MOST_DAYS: i64 = 400;
/// Days of a report that names none.
pub const DEFAULT_DAYS: i64 = 30;

/// The query of every report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct UsageQuery {
    /// The first day, in UTC, as `2026-05-03`; 30 days in all where absent.
    #[cfg_attr(feature = "openapi", param(max_length = 10))]
    pub from: Option<String>,
    /// The last day, in UTC; today where absent.
    #[cfg_attr(feature = "openapi", param(max_length = 10))]
    pub to: Option<String>,
    /// `day`, for at most 400 days, or `hour`, for at most 31; `day` where absent.
    #[cfg_attr(feature = "openapi", param(max_length = 4))]
    pub by: Option<String>,
}

answers! {
    pub struct Usage {
        pub by: UsageBy,
        /// When the first period begins.
        pub from: DateTime<Utc>,
        /// When the last one ends.
        pub to: DateTime<Utc>,
        /// Tokens in all.
        pub tokens: u64,
        /// Refusals in all.
        pub refused: u64,
        /// Refusals by reason, the most frequent first.
        pub refusals: Vec<RefusalCount>,
        /// Every period, the oldest first.
        pub periods: Vec<UsagePeriod>,
    }

    pub struct RefusalCount {
        pub reason: Refusal,
        /// A few words.
        pub label: String,
        pub number: u64,
    }

    pub struct UsagePeriod {
        pub start: DateTime<Utc>,
        pub tokens: u64,
        pub refused: u64,
    }
}
