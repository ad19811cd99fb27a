//! What a client asked for lately, and why it was refused, as the client's own people read it.

use chrono::{DateTime, Utc};
use model::attempt::{Endpoint, Refusal};

answers! {
    pub struct Attempts {
        /// The newest first: the last 50 that were refused, and the last 5 that got a token. A new one is here within
        /// some seconds.
        pub items: Vec<Attempt>,
    }

    pub struct Attempt {
        pub at: DateTime<Utc>,
        /// `X-Request-Id` of the answer.
        pub correlation_id: String,
        pub endpoint: Endpoint,
        /// Where it came from; only where the client itself asked.
        pub address: Option<String>,
        /// The first 100 characters of its `User-Agent`.
        pub user_agent: Option<String>,
        /// `null` where it got a token.
        pub refused: Option<Refused>,
    }

    pub struct Refused {
        pub reason: Refusal,
        /// A few words.
        pub label: String,
        /// What the caller read: the error's code and description.
        pub answer: Option<String>,
        /// What was wrong.
        pub why: String,
        /// What to do about it.
        pub fix: String,
    }
}
