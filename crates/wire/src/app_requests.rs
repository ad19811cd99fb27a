//! Members who ask their tenant's admins for an app, and one app in all tenants of a person.

use chrono::{DateTime, Utc};
use model::{
    connection::{PausedBy, StateName},
    environment::Environment,
    ids::{AppId, ConnectionId, PersonId, TenantId},
    scope::ScopeName,
};

use crate::{admin::PublisherCard, texts::Reason};

requests! {
    /// Asks the tenant's admins for an app.
    pub struct AskForApp {
        /// What it is needed for; the admins read it.
        pub reason: Reason,
    }
}

answers! {
    /// A member who asks for an app, until an admin decides.
    pub struct AppRequest {
        pub app_id: AppId,
        pub asked_by: String,
        pub asked_by_id: PersonId,
        pub reason: String,
        pub asked_at: DateTime<Utc>,
    }

    /// One app in all tenants in which the person is an owner or admin.
    pub struct AppInTenants {
        pub app_id: AppId,
        pub name: String,
        pub summary: String,
        /// A path of this platform, which serves the picture itself.
        pub logo_url: Option<String>,
        pub publisher: PublisherCard,
        pub latest_version: u32,
        /// Those that are offered the app or have decided about it, by name.
        pub tenants: Vec<AppInTenant>,
    }

    pub struct AppInTenant {
        pub tenant_id: TenantId,
        pub tenant_name: String,
        pub kind: Environment,
        /// Whether the app is offered to the tenant now.
        pub on_show: bool,
        /// Of the connection; `awaiting` where there was no decision yet.
        pub state: StateName,
        pub paused_by: Vec<PausedBy>,
        pub connection_id: Option<ConnectionId>,
        /// That was decided about; `null` where nothing was.
        pub version: Option<u32>,
        pub granted: Vec<ScopeName>,
        pub ends_at: Option<DateTime<Utc>>,
    }
}
