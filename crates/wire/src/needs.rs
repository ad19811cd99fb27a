//! What waits for the people of a portal.

use chrono::{DateTime, Utc};
use model::{
    ids::{AppId, ConnectionId, CredentialId, TenantId},
    need::NeedKind,
};

answers! {
    pub struct NeedsYou {
        /// The most urgent first; 20 at most.
        pub items: Vec<Need>,
        /// How many others there are.
        pub more: u64,
        /// How many there are of each kind of which there are any, listed or not; up to 1,001 of a kind are counted.
        pub counts: Vec<NeedCount>,
    }

    pub struct NeedCount {
        pub kind: NeedKind,
        pub count: u64,
    }

    /// One thing that waits.
    pub struct Need {
        pub kind: NeedKind,
        /// What the thing is called: the app, the credentials, the tenant, the key, the receiver or the check.
        pub name: String,
        /// The other organisation where the reader may know it, the environment of a signing key, or the member who asked
        /// for the app first.
        pub other: Option<String>,
        pub app_id: Option<AppId>,
        pub connection_id: Option<ConnectionId>,
        /// Of the tenant's own credentials.
        pub client_id: Option<CredentialId>,
        pub tenant_id: Option<TenantId>,
        /// The version to review.
        pub version: Option<u32>,
        /// How many tenants, deliveries, refused calls or members.
        pub count: Option<u64>,
        /// In a few words, what a check found.
        pub detail: Option<String>,
        /// Since when it waits; `null` where that is not known, or something ends.
        pub since: Option<DateTime<Utc>>,
        /// When it ends, or has ended.
        pub ends_at: Option<DateTime<Utc>>,
    }
}
