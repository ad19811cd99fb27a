//! `/api/operator/v1/…`

use chrono::{DateTime, Utc};
use model::{
    app::{AppState, Visibility},
    environment::Environment,
    ids::{AppId, PublisherId, ResourceServerId, TenantId},
    person::Email,
    scope::{ScopeAction, ScopeName, ScopeState, Sensitivity},
    token::TokenFormat,
};

use crate::members::Invited;

requests! {
    /// A live tenant; its first owner gets a set-up link.
    pub struct NewTenant {
        /// 1 to 120 characters.
        pub name: String,
        pub owner_email: Email,
    }

    pub struct ChangeTenant {
        pub name: String,
    }

    /// A publisher with its sandbox tenant; its first owner gets a set-up link.
    pub struct NewPublisher {
        /// 1 to 120 characters.
        pub name: String,
        /// An https URL.
        #[serde(default)]
        pub website: Option<String>,
        pub owner_email: Email,
    }

    pub struct ChangePublisher {
        pub name: String,
        #[serde(default)]
        pub website: Option<String>,
        pub verified: bool,
    }

    pub struct ApiDetails {
        /// An absolute URI without fragment (RFC 8707 section 2), unique.
        pub identifier: String,
        /// 1 to 80 characters.
        pub name: String,
        #[serde(default)]
        pub description: String,
        /// An https URL, or http on this machine.
        #[serde(default)]
        pub docs_url: Option<String>,
        /// Seconds, 60 to 3600; where absent 1200, or 300 for SMART Backend Services, whose longest it is.
        #[serde(default)]
        pub token_lifetime: Option<u32>,
        /// `ES256` where absent.
        #[serde(default)]
        pub token_format: Option<TokenFormat>,
        /// Clients must sign their requests (ES384 or RS384 assertions), and tokens live at most 300 seconds.
        #[serde(default)]
        pub smart_backend_services: bool,
    }

    /// A verifier of the API's tokens.
    pub struct NewResourceServer {
        /// 1 to 80 characters.
        pub name: String,
    }

    pub struct NewScope {
        pub name: ScopeName,
        /// 1 to 60 characters: "Read patients".
        pub title: String,
        /// 1 to 300 characters: what whoever holds it can do, for people.
        pub sentence: String,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
    }

    pub struct ChangeScope {
        pub title: String,
        pub sentence: String,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
        pub state: ScopeState,
    }

    pub struct SuspendApp {
        /// 1 to 500 characters.
        pub reason: String,
    }

    pub struct InviteOperator {
        pub email: Email,
    }
}

answers! {
    /// A registered verifier of an API's tokens.
    pub struct ResourceServer {
        pub id: ResourceServerId,
        pub name: String,
        /// The last four characters of its secret.
        pub hint: String,
        /// A person's name.
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        /// When somebody presented its secret as found: it works no more.
        pub reported_at: Option<DateTime<Utc>>,
    }

    /// Shown once: the only body that ever carries the secret.
    pub struct RegisteredResourceServer {
        pub resource_server: ResourceServer,
        /// With the id as user name, for HTTP Basic.
        pub client_secret: String,
        pub introspection_endpoint: String,
        /// Server-sent events: what has been withdrawn.
        pub feed: String,
    }

    pub struct Tenant {
        pub id: TenantId,
        pub name: String,
        pub kind: Environment,
        pub issuer: String,
        pub members: u32,
        /// Active or paused.
        pub connections: u32,
        pub created_at: DateTime<Utc>,
    }

    pub struct CreatedTenant {
        pub tenant: Tenant,
        pub invited: Invited,
    }

    pub struct Publisher {
        pub id: PublisherId,
        pub name: String,
        pub website: Option<String>,
        pub verified: bool,
        pub sandbox_tenant_id: TenantId,
        pub members: u32,
        pub apps: u32,
        pub created_at: DateTime<Utc>,
    }

    pub struct CreatedPublisher {
        pub publisher: Publisher,
        pub invited: Invited,
    }

    pub struct App {
        pub id: AppId,
        pub name: String,
        pub summary: String,
        pub publisher_id: PublisherId,
        pub publisher_name: String,
        pub state: AppState,
        pub visibility: Visibility,
        pub latest_version: u32,
        /// Active or paused.
        pub connections: u32,
        pub updated_at: DateTime<Utc>,
    }

    /// One thing that must work.
    pub struct HealthCheck {
        /// "Database", "Change feed", "Signing keys".
        pub name: String,
        pub healthy: bool,
        pub detail: String,
    }

    pub struct Health {
        pub version: String,
        /// "sqlite" or "postgres".
        pub database: String,
        pub started_at: DateTime<Utc>,
        pub checks: Vec<HealthCheck>,
    }
}
