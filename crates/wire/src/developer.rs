//! Bodies of `/api/developer/v1/publishers/{publisher_id}/…`.

use chrono::{DateTime, Utc};
use model::{
    app::{AppState, HandOver, Visibility},
    connection::{PausedBy, StateName},
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, PublisherId, SecretId, TenantId},
    logo::LogoState,
    role::PublisherRole,
    scope::ScopeName,
};

use crate::{
    addresses::FormerTokenEndpoint,
    bodies::given,
    limits::Limits,
    secrets::SecretNotice,
    stops::{Stop, Suspension},
    texts::{
        AppDescription, AppInOneLine, AppName, Network, ScopeReason, SupportContact, VersionNote, WebAddress,
    },
    workload::{VersionWorkload, WantedWorkload},
};

/// The most networks of a version.
pub const MOST_NETWORKS: usize = 50;

requests! {
    /// The public keys of a keyless app: exactly one of the two.
    pub struct ClientKeys {
        /// A JWK Set (RFC 7517 section 5), as an object or as JSON text, at most 32 KiB. Public keys only.
        #[serde(default)]
        pub jwks: Option<serde_json::Value>,
        /// Where the JWK Set is fetched from: an https URL.
        #[serde(default)]
        pub jwks_uri: Option<WebAddress>,
    }

    /// What a publisher says about its app. Every field is given; what it does not have is `null`.
    pub struct AppDetails {
        /// Unique within the publisher.
        pub name: AppName,
        /// What it does.
        pub summary: AppInOneLine,
        pub description: AppDescription,
        /// The https URL of a picture: PNG, JPEG, WebP or GIF (its first frame), at most 2 MB and 2048 × 2048 pixels. It is
        /// fetched when it is given or changed, and when `apps_fetch_logo` asks; admins see the platform's own copy.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub logo_url: Option<WebAddress>,
        /// An https URL.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub website: Option<WebAddress>,
        /// An https URL.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub privacy_policy: Option<WebAddress>,
        /// An e-mail address or an https URL.
        pub support_contact: SupportContact,
        /// Whether it is software that decides by itself what to do with its access. Admins read it before they decide.
        pub ai_agent: bool,
        pub visibility: Visibility,
        /// It cannot change while the app has connections.
        pub hand_over: HandOver,
        /// Wanted of a keyless app, and of no other.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
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
        /// Read by the tenant's admin.
        pub reason: ScopeReason,
    }

    /// Publishes the next version.
    pub struct PublishVersion {
        /// The newest version that the developer saw (0 for a draft); another one is `version-changed`.
        pub after_version: u32,
        /// At least one, each once.
        pub scopes: Vec<WantedScope>,
        /// To the admins who will review it.
        pub note: VersionNote,
        /// Where the app's requests come from: CIDR blocks or addresses. None: from anywhere.
        #[cfg_attr(feature = "openapi", schema(max_items = 50))]
        pub egress_networks: Vec<Network>,
        /// By which identity of its platform the app's software signs in. `null`: by none; where the version before had
        /// one, clients lose it at once.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub workload: Option<WantedWorkload>,
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
        pub ai_agent: bool,
        pub latest_version: u32,
        /// Connections that are active or paused.
        pub connections: u32,
        pub updated_at: DateTime<Utc>,
    }

    /// What became of the address that the details name.
    pub struct Logo {
        pub state: LogoState,
        /// What admins see: a path of this platform. While another picture is fetched, and where that fails, it is the one
        /// before.
        pub image: Option<String>,
        /// Why it was refused: a sentence for people.
        pub reason: Option<String>,
    }

    pub struct App {
        pub id: AppId,
        pub details: AppDetails,
        pub logo: Logo,
        pub state: AppState,
        /// While it is suspended; `null` where that was before this was kept.
        pub suspension: Option<Suspension>,
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
        /// By which identity of its platform the app's software signs in; `null`: by none.
        pub workload: Option<VersionWorkload>,
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
        /// `null` where the tenant has not decided.
        pub connection_id: Option<ConnectionId>,
        /// Of that connection; `awaiting` where there is none.
        pub state: StateName,
        /// Why the connection gets no tokens; none: nothing stops it.
        pub stops: Vec<Stop>,
    }

    /// A secret as its developer sees it: never itself, nor who made it.
    pub struct ClientSecret {
        pub id: SecretId,
        /// Its last four characters.
        pub hint: String,
        pub created_at: DateTime<Utc>,
        pub last_used_at: Option<DateTime<Utc>>,
        /// The network address of that use.
        pub last_used_from: Option<String>,
        /// When it stops working by itself.
        pub expires_at: Option<DateTime<Utc>>,
        /// When it was reported as leaked, and revoked for it.
        pub reported_at: Option<DateTime<Utc>>,
        /// Whether another secret takes its place.
        pub replaced: bool,
    }

    /// The client that a connection made, as its developer sees it.
    pub struct Client {
        pub client_id: CredentialId,
        pub auth_method: AuthMethod,
        /// The `aud` of an assertion.
        pub issuer: String,
        pub token_endpoint: String,
        /// Former ones that answer still.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub former_token_endpoints: Vec<FormerTokenEndpoint>,
        /// Whether a developer may collect its secret: once.
        pub to_collect: bool,
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub secrets: Vec<ClientSecret>,
        /// What is amiss with them.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub secret_notices: Vec<SecretNotice>,
        /// When the client was last authenticated by a secret that it still has.
        pub secret_last_used_at: Option<DateTime<Utc>>,
        /// When it last signed in by its platform's identity.
        pub workload_last_used_at: Option<DateTime<Utc>>,
        /// When its secret was reported as leaked, and revoked for it.
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
        /// Why it gets no tokens; none: nothing stops it.
        pub stops: Vec<Stop>,
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
