//! `/api/developer/v1/publishers/{publisher_id}/…`

use chrono::{DateTime, Utc};
use model::{
    app::{AppState, HandOver, Visibility},
    connection::{PausedBy, StateName},
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, PublisherId, TenantId},
    role::PublisherRole,
    scope::ScopeName,
};

use crate::limits::Limits;

requests! {
    /// The public keys of a keyless app: exactly one of the two.
    pub struct ClientKeys {
        /// A JWK Set (RFC 7517 section 5), as an object or as JSON text, at most 32 KiB. Public keys only.
        #[serde(default)]
        pub jwks: Option<serde_json::Value>,
        /// Where the JWK Set is fetched from: an https URL.
        #[serde(default)]
        pub jwks_uri: Option<String>,
    }

    /// What a publisher says about its app.
    pub struct AppDetails {
        /// 1 to 80 characters, unique within the publisher.
        pub name: String,
        /// 1 to 160 characters: one line on what it does.
        pub summary: String,
        /// At most 4,000 characters.
        #[serde(default)]
        pub description: String,
        /// An https URL.
        #[serde(default)]
        pub logo_url: Option<String>,
        /// An https URL.
        #[serde(default)]
        pub website: Option<String>,
        /// An https URL.
        #[serde(default)]
        pub privacy_policy: Option<String>,
        /// An e-mail address or an https URL.
        pub support_contact: String,
        pub visibility: Visibility,
        /// It cannot change while the app has connections.
        pub hand_over: HandOver,
        /// Wanted of a keyless app, and of no other.
        #[serde(default)]
        pub client_keys: Option<ClientKeys>,
    }

    pub struct ChangeApp {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub details: AppDetails,
    }

    /// One scope of a new version.
    pub struct WantedScope {
        pub name: ScopeName,
        pub required: bool,
        /// 1 to 300 characters, read by the tenant's admin.
        pub reason: String,
    }

    /// Publishes the next version.
    pub struct PublishVersion {
        /// The newest version that the developer saw (0 for a draft); another one is `version-changed`.
        pub after_version: u32,
        /// At least one, each once.
        pub scopes: Vec<WantedScope>,
        /// At most 1,000 characters to the admins who will review it.
        #[serde(default)]
        pub note: String,
        /// Where the app's requests come from: at most 50 CIDR blocks or addresses. None: from anywhere.
        #[serde(default)]
        pub egress_networks: Vec<String>,
    }

    pub struct AddTarget {
        /// As the tenant's admin gave it.
        pub tenant_id: TenantId,
    }
}

answers! {
    pub struct Publisher {
        pub id: PublisherId,
        pub name: String,
        pub website: Option<String>,
        pub verified: bool,
        pub sandbox_tenant_id: TenantId,
        /// Of the sandbox tenant.
        pub sandbox_issuer: String,
        /// The reader's role.
        pub role: PublisherRole,
        pub created_at: DateTime<Utc>,
    }

    pub struct AppSummary {
        pub id: AppId,
        pub name: String,
        pub summary: String,
        pub state: AppState,
        pub visibility: Visibility,
        pub latest_version: u32,
        /// Connections that are active or paused.
        pub connections: u32,
        pub updated_at: DateTime<Utc>,
    }

    pub struct App {
        pub id: AppId,
        pub details: AppDetails,
        pub state: AppState,
        pub latest_version: u32,
        pub revision: u32,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// The newest version; `null` while a draft.
        pub version: Option<AppVersion>,
    }

    pub struct VersionScope {
        pub name: ScopeName,
        pub title: String,
        pub required: bool,
        pub reason: String,
    }

    pub struct AppVersion {
        pub number: u32,
        pub scopes: Vec<VersionScope>,
        pub note: String,
        /// CIDR blocks; empty: from anywhere.
        pub egress_networks: Vec<String>,
        /// A person's name.
        pub published_by: String,
        pub published_at: DateTime<Utc>,
    }

    pub struct Target {
        pub tenant_id: TenantId,
        /// The tenant's name, once it has decided about this app, or where it is the publisher's own sandbox.
        pub tenant_name: Option<String>,
        pub kind: Environment,
        pub added_at: DateTime<Utc>,
        /// `awaiting` where the tenant has not decided.
        pub state: StateName,
    }

    /// The client that a connection made, as its developer sees it.
    pub struct Client {
        pub client_id: CredentialId,
        pub auth_method: AuthMethod,
        /// The `aud` of an assertion.
        pub issuer: String,
        pub token_endpoint: String,
        /// Whether a developer may collect its secret: once.
        pub to_collect: bool,
        /// When somebody presented its secret as found: it works no more.
        pub reported_at: Option<DateTime<Utc>>,
        pub limits: Limits,
    }

    /// A connection as its developer sees it: its state, never the secret.
    pub struct Connection {
        pub id: ConnectionId,
        pub app_id: AppId,
        pub app_name: String,
        pub tenant_id: TenantId,
        pub tenant_name: String,
        pub kind: Environment,
        pub state: StateName,
        pub paused_by: Vec<PausedBy>,
        /// The reason of a decline or block.
        pub reason: Option<String>,
        pub version: u32,
        pub granted: Vec<ScopeName>,
        /// Of the version, and not granted.
        pub not_granted: Vec<ScopeName>,
        pub decided_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub ends_at: Option<DateTime<Utc>>,
        /// `null` unless active or paused.
        pub client: Option<Client>,
    }
}
