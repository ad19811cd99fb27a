//! The stops of a connection or an app: kind, person, time and reason.

use chrono::{DateTime, Utc};
use model::{connection::StoppedBy, ids::PersonId};

use crate::texts::PauseReason;

requests! {
    /// Why a connection is paused. The body may be left out.
    #[derive(Default)]
    pub struct Pause {
        /// Read by the tenant's admins and the app's developer.
        #[serde(default)]
        pub reason: PauseReason,
    }
}

answers! {
    /// Why the token endpoint gives a connection no tokens.
    pub struct Stop {
        pub by: StoppedBy,
        /// `null` where it was stopped before this was kept.
        pub at: Option<DateTime<Utc>>,
        /// For people: the person's name within their own organisation, the other organisation's name otherwise; `null`
        /// for the platform, and where no one is told.
        pub who: Option<String>,
        /// The person; only within their own organisation.
        pub person_id: Option<PersonId>,
        /// As who stopped it gave it.
        pub reason: Option<String>,
        /// Whom to ask: an e-mail address or a URL.
        pub ask: Option<String>,
    }

    /// The platform's hold over an app.
    pub struct Suspension {
        pub at: DateTime<Utc>,
        /// The operator's name; only for operators.
        pub by: Option<String>,
        /// As the operator gave it.
        pub reason: String,
        /// Whom to ask: an e-mail address or a URL.
        pub ask: Option<String>,
    }
}
