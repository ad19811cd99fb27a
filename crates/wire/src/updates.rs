//! Bodies about newer versions of connected apps: drafts, what publishing would do, the admins' reviews and answers, and the
//! roll-out that developers see.

use chrono::{DateTime, Utc};
use model::{
    environment::Environment,
    ids::{ConnectionId, TenantId},
    scope::ScopeName,
    update::{Answer, RollOutState, Standing},
};

use crate::{
    admin::Review,
    bodies::given,
    developer::{VersionScope, WantedScope},
    page::PageQuery,
    problem::DetailChange,
    texts::{Network, VersionNote},
    workload::{VersionWorkload, WantedWorkload, WorkloadInWords},
};

requests! {
    /// What an admin says about one scope of a newer version.
    pub struct ScopeAnswer {
        pub name: ScopeName,
        pub answer: Answer,
    }

    /// Answers a newer version of a connected app. It is taken up where all that it requires is held or granted; otherwise
    /// the connection keeps its version and its grant, and the answers are kept.
    pub struct AnswerUpdate {
        /// The version on the screen; another newest one is `version-changed`.
        pub version: u32,
        /// The details revision on the screen; another one in the database is `details-changed`.
        pub details_revision: u32,
        /// Each scope that is `new`, and those of the ones left out before about which there is something to say.
        pub answers: Vec<ScopeAnswer>,
    }

    /// An admin has opened the review of a newer version.
    pub struct UpdateSeen {
        /// The version on the screen; another newest one is `version-changed`.
        pub version: u32,
    }

    /// Keeps what the next version is to ask for. Reasons may be empty, and there may be no scope yet.
    pub struct SaveDraft {
        /// The revision that was read, 0 where nothing was saved; another one in the database is `lost-race`.
        pub revision: u32,
        pub scopes: Vec<WantedScope>,
        pub note: VersionNote,
        #[cfg_attr(feature = "openapi", schema(max_items = 50))]
        pub egress_networks: Vec<Network>,
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub workload: Option<WantedWorkload>,
    }

    /// Reminds tenants that have not answered the newest version.
    pub struct Remind {
        /// The version on the screen; another newest one is `version-changed`.
        pub version: u32,
        /// One tenant. `null`: all that may be reminded, at most 100 at a time.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub tenant_id: Option<TenantId>,
    }
}

answers! {
    /// How a scope of a newer version stands.
    pub struct ScopeStanding {
        pub name: ScopeName,
        pub standing: Standing,
        /// The version in which it was left out; `null` where it was not.
        pub version: Option<u32>,
        /// Who answered about it last; `null` where no admin did.
        pub answered_by: Option<String>,
        pub answered_at: Option<DateTime<Utc>>,
    }

    /// All that an admin needs to answer a newer version of a connected app.
    pub struct UpdateReview {
        /// The newest version, with all that it asks for.
        pub review: Review,
        /// How each scope of the review stands.
        pub standings: Vec<ScopeStanding>,
        /// The version that the connection has.
        pub accepted_version: u32,
        /// The newest version that was answered and not taken up; 0: none.
        pub left_version: u32,
        /// Name, logo, website, privacy policy, support contact and AI agent that have changed since an admin has last seen
        /// them.
        pub changed_details: Vec<DetailChange>,
        /// Where the app's requests come from with the accepted version; empty: from anywhere.
        pub accepted_networks: Vec<String>,
        /// By which identity of its platform the app's software may sign in now; `null`: by none.
        pub accepted_workload: Option<WorkloadInWords>,
    }

    /// What the next version is to ask for: as it was saved, or as the newest version has it.
    pub struct Draft {
        /// 0 where nothing was saved.
        pub revision: u32,
        pub scopes: Vec<VersionScope>,
        pub note: String,
        /// CIDR blocks; empty: from anywhere.
        pub egress_networks: Vec<String>,
        pub workload: Option<VersionWorkload>,
        /// A person's name; `null` where nothing was saved.
        pub saved_by: Option<String>,
        pub saved_at: Option<DateTime<Utc>>,
    }

    pub struct ScopeCount {
        pub name: ScopeName,
        pub title: String,
        /// How many tenants.
        pub tenants: u32,
    }

    /// What publishing a version would do.
    pub struct PublishingCheck {
        /// The number that it would have.
        pub version: u32,
        /// It asks for exactly what the newest version asks for, and cannot be published.
        pub unchanged: bool,
        /// Tenants that have connected the app: each one's admins review the version.
        pub tenants: u32,
        /// Scopes that tenants' grants lose at once.
        pub losing: Vec<ScopeCount>,
        /// Tenants at which the app's software can no longer sign in with its platform's identity, at once.
        pub losing_workload: u32,
        /// Scopes about which tenants' admins are asked for the first time.
        pub asked: Vec<ScopeCount>,
        /// As an admin reads it whose tenant has granted all of the newest version.
        pub preview: UpdateReview,
    }

    /// How many tenants stand where.
    pub struct RollOutCounts {
        pub accepted: u32,
        pub partly: u32,
        pub not_now: u32,
        pub never: u32,
        pub seen: u32,
        pub unseen: u32,
    }

    /// A scope of the newest version.
    pub struct RollOutScope {
        pub name: ScopeName,
        pub title: String,
        pub required: bool,
        /// Whether the version before did not ask for it.
        pub new: bool,
    }

    /// How the newest version of an app is received.
    pub struct RollOut {
        pub version: u32,
        /// A person's name.
        pub published_by: String,
        pub published_at: DateTime<Utc>,
        pub note: String,
        pub scopes: Vec<RollOutScope>,
        /// Of the tenants that have connected the app.
        pub counts: RollOutCounts,
        /// How many tenants have still to answer and may be reminded now; at most 100 are counted.
        pub remindable: u32,
    }

    /// What became of one scope of the newest version at a tenant.
    pub struct AskedScope {
        pub name: ScopeName,
        /// Whether the connection holds it.
        pub granted: bool,
        /// What the tenant's admins answered last, and about which version; `null` where they were not asked.
        pub answer: Option<Answer>,
        pub version: Option<u32>,
    }

    /// How one tenant received the newest version.
    pub struct RollOutTenant {
        pub connection_id: ConnectionId,
        pub tenant_id: TenantId,
        pub tenant_name: String,
        pub kind: Environment,
        pub state: RollOutState,
        /// The version that the tenant has accepted.
        pub accepted_version: u32,
        /// Each scope of the newest version.
        pub scopes: Vec<AskedScope>,
        /// When an admin opened the review first.
        pub seen_at: Option<DateTime<Utc>>,
        pub reminded_at: Option<DateTime<Utc>>,
        /// Whether it has still to answer, is stopped neither by the app's developer nor by the platform, and was not reminded
        /// within 7 days.
        pub remindable: bool,
    }

    pub struct Reminded {
        /// How many tenants were reminded.
        pub tenants: u32,
    }
}

/// The query of the tenants of a roll-out.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct RollOutQuery {
    /// `next_cursor` of the page before.
    #[cfg_attr(feature = "openapi", param(max_length = 30))]
    pub cursor: Option<String>,
    /// Items a page; 50 where absent.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
    /// Only tenants that have each of these words in their name or id.
    pub q: Option<String>,
    /// Only tenants that stand there.
    pub state: Option<RollOutState>,
}

impl RollOutQuery {
    /// The query of a list, and the filter.
    pub fn split(self) -> (PageQuery, Option<RollOutState>) {
        let Self { cursor, limit, q, state } = self;
        (PageQuery { cursor, limit, q, ..PageQuery::default() }, state)
    }
}
