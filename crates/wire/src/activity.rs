//! Audit entries, as people read them, and by what they filter a history.

use chrono::{DateTime, Utc};
pub use model::audit::ActionGroup;
use model::{
    audit::RecordedAction,
    ids::{AppId, AuditEntryId, ConnectionId, PersonId},
};
use serde::{Deserialize, Serialize};

use crate::page::{ExportFormat, PageQuery};

/// The query of every history that can be filtered. An entry is listed where all filters want it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// `next_cursor` of the page before.
    #[cfg_attr(feature = "openapi", param(max_length = 30))]
    pub cursor: Option<String>,
    /// Items a page; 50 where absent.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
    /// Only entries that have each of these words, in any order, as a part of a name, of the details or of an id. Case,
    /// accents and the way in which a letter is composed do not matter.
    pub q: Option<String>,
    /// Only actions of this kind.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub action: Option<ActionGroup>,
    /// Only what this person did, as far as `actor_id` says so.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub person: Option<PersonId>,
    /// Only what was done about this app, and in a tenant's history about connections with it.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub app: Option<AppId>,
    /// The first day, in UTC, as `2026-05-03`.
    #[cfg_attr(feature = "openapi", param(max_length = 10))]
    pub from: Option<String>,
    /// The last day, in UTC.
    #[cfg_attr(feature = "openapi", param(max_length = 10))]
    pub to: Option<String>,
    /// All that the search and the filters find as one file, in the place of a page; at most 10,000 rows. Goes without
    /// `cursor` and `limit`. Where neither of the three is given, `Accept: text/csv` and `application/jsonl` ask for a
    /// file too.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<ExportFormat>,
}

impl HistoryQuery {
    /// The query of a list, and the filter.
    pub fn split(self) -> (PageQuery, HistoryFilter) {
        let Self { cursor, limit, q, action, person, app, from, to, format } = self;
        let page = PageQuery { cursor, limit, q, format, ..PageQuery::default() };
        (page, HistoryFilter { action, person, app, from, to })
    }
}

/// What a history is filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    pub action: Option<ActionGroup>,
    pub person: Option<PersonId>,
    pub app: Option<AppId>,
    /// Days, as `2026-05-03`.
    pub from: Option<String>,
    pub to: Option<String>,
}

impl HistoryFilter {
    /// The query of a page of what is left.
    pub fn query(self, page: PageQuery) -> HistoryQuery {
        let (PageQuery { cursor, limit, q, format, .. }, Self { action, person, app, from, to }) =
            (page, self);
        HistoryQuery { cursor, limit, q, action, person, app, from, to, format }
    }
}

answers! {
    pub struct Activity {
        pub id: AuditEntryId,
        pub at: DateTime<Utc>,
        pub action: RecordedAction,
        /// A name for people: the person's; to others the publisher's, the tenant's, or "The platform".
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
    /// An entry with all that its hash is over.
    pub struct ExportedEntry {
        pub id: AuditEntryId,
        /// Whose history it belongs to: the id of a tenant or publisher, or `platform`.
        pub chain: String,
        /// 1, 2, 3… in its chain.
        pub position: u64,
        pub at: DateTime<Utc>,
        pub action: RecordedAction,
        /// The name under which it was recorded.
        pub actor: String,
        /// The person; `null` where the product itself did it.
        pub actor_id: Option<PersonId>,
        /// The caller's address.
        pub from: Option<String>,
        /// The id of the thing.
        pub object: String,
        pub object_name: String,
        pub app_id: Option<AppId>,
        pub connection_id: Option<ConnectionId>,
        /// For people.
        pub detail: Option<String>,
        /// As the hash sees it.
        pub stored_detail: Option<String>,
        /// SHA-256 over the entry and the hash before it, as lower-case hex.
        pub hash: String,
        /// Whether `actor_id` and `from` are another organisation's and kept from the reader. The hash of such an entry
        /// cannot be computed again; the entry behind it is linked to it all the same.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub withheld: bool,
    }

    /// What the verification of a history has found, over all its entries as they are stored.
    pub struct HistoryVerification {
        /// Whether each entry is as it was written, none is missing, and none was put in.
        pub intact: bool,
        /// How many entries there are.
        pub entries: u64,
        /// When the first one was written.
        pub since: Option<DateTime<Utc>>,
        /// Of the newest entry. Who keeps it finds out later whether entries from before were changed.
        pub last_hash: Option<String>,
        /// The first position that is not as it was written.
        pub broken_at: Option<u64>,
    }
}
