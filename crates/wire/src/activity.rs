//! Audit entries, as people read them.

use chrono::{DateTime, Utc};
use model::{
    audit::RecordedAction,
    ids::{AppId, AuditEntryId, ConnectionId, PersonId},
};

answers! {
    pub struct Activity {
        pub id: AuditEntryId,
        pub at: DateTime<Utc>,
        pub action: RecordedAction,
        /// A name for people: the person's; to others the publisher's, the tenant's, or the platform's.
        pub actor: String,
        /// The person; only within the organisation that acted.
        pub actor_id: Option<PersonId>,
        /// The caller's address; only within the organisation that acted.
        pub from: Option<String>,
        /// The id of the thing.
        pub object: String,
        pub object_name: String,
        pub app_id: Option<AppId>,
        pub connection_id: Option<ConnectionId>,
        pub detail: Option<String>,
    }
}
