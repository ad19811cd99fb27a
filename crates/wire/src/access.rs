//! Bodies about access that is edited: by `/api/admin/v1/tenants/{tenant_id}/…/access` and a credential's own path.

use chrono::{DateTime, Utc};
use model::scope::ScopeName;

use crate::{bodies::given, texts::CredentialName};

requests! {
    /// Other access for a connection that is active or paused, with the credentials that it has.
    pub struct EditAccess {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// All optional scopes of its version that it is to hold. Required ones stay as they are.
        pub optional_scopes: Vec<ScopeName>,
        /// Access ends by itself then; must lie ahead unless it stays as it is. `null`: it does not end by itself.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub ends_at: Option<DateTime<Utc>>,
    }

    /// Another name, other scopes and another end for one of the organisation's own credentials.
    pub struct EditCredential {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub name: CredentialName,
        /// At least one, each an active scope of the catalogue or one that it holds.
        pub scopes: Vec<ScopeName>,
        /// It stops working by itself then; must lie ahead unless it stays as it is. `null`: it does not.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub ends_at: Option<DateTime<Utc>>,
    }
}

answers! {
    /// Which of its scopes a client does not use, as far as its token requests name them. Counted by the day, in UTC.
    pub struct ScopeUse {
        /// Scopes that it holds and that no token request has named for 90 days. Empty where one asked for everything
        /// without naming scopes within them: what the client uses is not known then.
        pub unused: Vec<UnusedScope>,
        /// When a token request last asked for everything without naming scopes, where that was within 90 days.
        pub none_named_on: Option<DateTime<Utc>>,
    }

    pub struct UnusedScope {
        pub name: ScopeName,
        /// Since it was granted, or since uses are counted.
        pub counted_since: DateTime<Utc>,
        /// `null`: never since then.
        pub last_used_on: Option<DateTime<Utc>>,
    }
}
