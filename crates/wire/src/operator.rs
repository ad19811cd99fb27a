//! Bodies of `/api/operator/v1/…`.

use chrono::{DateTime, Utc};
use model::{
    app::{AppState, Visibility},
    environment::Environment,
    ids::{AppId, PersonId, PublisherId, ResourceServerId, TenantId},
    person::{Email, LinkDelivery},
    scope::{ScopeAction, ScopeName, ScopeState, Sensitivity},
    token::TokenFormat,
};

use crate::{
    bodies::given,
    members::Invited,
    stops::Suspension,
    texts::{
        ApiDescription, ApiIdentifier, ApiName, OrganisationName, Reason, ResourceServerName, ScopeSentence,
        ScopeTitle, WebAddress,
    },
};

requests! {
    /// A live tenant; its first owner gets a set-up link.
    pub struct NewTenant {
        pub name: OrganisationName,
        pub owner_email: Email,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    pub struct ChangeTenant {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub name: OrganisationName,
    }

    /// A publisher with its sandbox tenant; its first owner gets a set-up link.
    pub struct NewPublisher {
        pub name: OrganisationName,
        /// An https URL.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub website: Option<WebAddress>,
        pub owner_email: Email,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    pub struct ChangePublisher {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub name: OrganisationName,
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub website: Option<WebAddress>,
        pub verified: bool,
    }

    pub struct ApiDetails {
        /// An absolute URI without fragment (RFC 8707 section 2), unique.
        pub identifier: ApiIdentifier,
        pub name: ApiName,
        pub description: ApiDescription,
        /// An https URL, or http on this machine.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub docs_url: Option<WebAddress>,
        /// Seconds; for a new API `null` is 1200, or 300 for SMART Backend Services, whose longest it is.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required, minimum = 60, maximum = 3600))]
        pub token_lifetime: Option<u32>,
        /// For a new API `null` is `ES256`.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub token_format: Option<TokenFormat>,
        /// Clients must sign their requests (ES384 or RS384 assertions), and tokens live at most 300 seconds.
        pub smart_backend_services: bool,
    }

    pub struct ChangeApi {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// With a lifetime and a format: a change has no defaults.
        pub details: ApiDetails,
    }

    /// A verifier of the API's tokens.
    pub struct NewResourceServer {
        pub name: ResourceServerName,
    }

    pub struct NewScope {
        pub name: ScopeName,
        /// "Read patients".
        pub title: ScopeTitle,
        /// What whoever holds it can do, for people.
        pub sentence: ScopeSentence,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
    }

    pub struct ChangeScope {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub title: ScopeTitle,
        pub sentence: ScopeSentence,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
        pub state: ScopeState,
    }

    pub struct SuspendApp {
        /// Read by the app's developers and by the admins of each tenant that has connected it.
        pub reason: Reason,
    }

    pub struct InviteOperator {
        pub email: Email,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    pub struct InviteOwner {
        pub email: Email,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    /// A link to a new password for whoever has this address.
    pub struct NewPasswordLink {
        pub email: Email,
    }
}

answers! {
    /// A platform operator.
    pub struct OperatorView {
        pub person_id: PersonId,
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub name: String,
        /// When they last used a browser in which they are signed in; `null` where there is none, as after a sign-out.
        pub last_seen_at: Option<DateTime<Utc>>,
    }

    /// A one-time link, shown once: whoever opens it sets the password of the account, and is signed in.
    pub struct PasswordLink {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub name: String,
        /// Where the account gives access.
        pub organisations: Vec<String>,
        pub link: String,
        pub expires_at: DateTime<Utc>,
    }

    /// A registered verifier of an API's tokens.
    pub struct ResourceServer {
        pub id: ResourceServerId,
        pub name: String,
        /// The last four characters of its secret.
        pub hint: String,
        /// A person's name.
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        /// When its secret was reported as leaked, and revoked for it.
        pub reported_at: Option<DateTime<Utc>>,
    }

    /// Shown once: the only body that ever carries the secret.
    pub struct RegisteredResourceServer {
        pub resource_server: ResourceServer,
        /// With the id as user name, for HTTP Basic.
        pub client_secret: String,
        pub introspection_endpoint: String,
        /// Server-sent events: what has been revoked.
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
        pub revision: u32,
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
        pub revision: u32,
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
        /// Why its name or its publisher's may mislead: sentences for people.
        pub name_warnings: Vec<String>,
        pub state: AppState,
        /// While it is suspended; `null` where that was before this was kept.
        pub suspension: Option<Suspension>,
        pub visibility: Visibility,
        pub ai_agent: bool,
        pub latest_version: u32,
        /// Active or paused.
        pub connections: u32,
        pub updated_at: DateTime<Utc>,
    }

    /// One thing that must work.
    pub struct HealthCheck {
        /// "Database", "Change log", "Signing keys".
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
