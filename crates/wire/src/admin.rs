//! Bodies of `/api/admin/v1/tenants/{tenant_id}/…`.

use chrono::{DateTime, Utc};
use model::{
    app::HandOver,
    connection::{PausedBy, StateName},
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, PersonId, PublisherId, SecretId, TenantId},
    role::TenantRole,
    scope::{ScopeAction, ScopeName, ScopeState, Sensitivity},
};

use crate::{
    access::ScopeUse,
    addresses::FormerTokenEndpoint,
    app_requests::AppRequest,
    bodies::given,
    limits::Limits,
    problem::DetailChange,
    secrets::{SecretNotice, SecretsStopped},
    stops::Stop,
    texts::{Confirmation, CredentialName, OrganisationName, Reason},
    workload::WorkloadInWords,
};

requests! {
    pub struct RenameTenant {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        pub name: OrganisationName,
    }

    /// An admin has read what became of the app's details.
    pub struct DetailsSeen {
        /// The details revision on the screen.
        pub details_revision: u32,
    }

    /// Hides the publisher's apps from this tenant. Connections that there are stay.
    pub struct BlockPublisher {
        pub publisher_id: PublisherId,
        /// For the tenant's own history.
        pub reason: Reason,
    }

    /// Allows the app what the version requires, and the chosen optional scopes.
    pub struct Allow {
        /// The version on the screen; another newest one is `version-changed`.
        pub version: u32,
        /// The details revision on the screen; another one in the database is `details-changed`.
        pub details_revision: u32,
        pub optional_scopes: Vec<ScopeName>,
        /// Access ends by itself then; must lie ahead. `null`: it does not end by itself.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub ends_at: Option<DateTime<Utc>>,
    }

    pub struct Decline {
        pub version: u32,
        /// The details revision on the screen; another one in the database is `details-changed`.
        pub details_revision: u32,
        /// Read by the developer.
        pub reason: Reason,
    }

    /// Another end for access that its end date has ended.
    pub struct Renew {
        /// Access ends by itself then; must lie ahead. `null`: it does not end by itself.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub ends_at: Option<DateTime<Utc>>,
    }

    pub struct Delete {
        /// The app's name (or the credential's), typed by the person.
        pub confirmation: Confirmation,
    }

    pub struct NewCredential {
        /// What it is for.
        pub name: CredentialName,
        /// At least one active scope of the catalogue.
        pub scopes: Vec<ScopeName>,
        /// It stops working by itself then; must lie ahead. `null` or absent: it does not.
        #[serde(default)]
        pub ends_at: Option<DateTime<Utc>>,
    }
}

answers! {
    pub struct Tenant {
        pub id: TenantId,
        pub name: String,
        pub kind: Environment,
        pub issuer: String,
        pub token_endpoint: String,
        /// The reader's role.
        pub role: TenantRole,
        /// Whom a viewer can ask.
        pub admins: Vec<Contact>,
        /// After so many days secrets that are made now end by themselves; `null`: they do not.
        pub secret_days: Option<u32>,
        pub revision: u32,
        pub created_at: DateTime<Utc>,
    }

    /// A publisher whose apps this tenant does not see.
    pub struct BlockedPublisher {
        pub publisher: PublisherCard,
        pub reason: String,
        pub blocked_by: String,
        pub blocked_at: DateTime<Utc>,
    }

    pub struct Contact {
        pub name: String,
        pub email: String,
    }

    pub struct PublisherCard {
        pub id: PublisherId,
        pub name: String,
        pub website: Option<String>,
        pub verified: bool,
    }

    /// An app that this tenant may connect.
    pub struct AvailableApp {
        pub id: AppId,
        pub name: String,
        pub summary: String,
        /// A path of this platform, which serves the picture itself.
        pub logo_url: Option<String>,
        /// Whether it is software that decides by itself what to do with its access.
        pub ai_agent: bool,
        pub publisher: PublisherCard,
        pub version: u32,
        /// `awaiting`, `declined` or `blocked`.
        pub state: StateName,
        /// Of the declined or blocked one.
        pub connection_id: Option<ConnectionId>,
        /// Members who ask for it, oldest first.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub asked_for: Vec<AppRequest>,
    }

    /// A scope as the admin reviews it.
    pub struct ReviewedScope {
        pub name: ScopeName,
        pub title: String,
        pub sentence: String,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
        pub state: ScopeState,
        pub required: bool,
        /// The developer's.
        pub reason: String,
    }

    /// The scopes of one Api.
    pub struct ReviewedApi {
        pub name: String,
        pub description: String,
        pub docs_url: Option<String>,
        pub scopes: Vec<ReviewedScope>,
    }

    /// All that the consent page shows.
    pub struct Review {
        pub app_id: AppId,
        pub name: String,
        pub summary: String,
        pub description: String,
        /// A path of this platform, which serves the picture itself.
        pub logo_url: Option<String>,
        pub website: Option<String>,
        pub privacy_policy: Option<String>,
        pub support_contact: String,
        /// Whether it is software that decides by itself what to do with its access.
        pub ai_agent: bool,
        pub hand_over: HandOver,
        pub publisher: PublisherCard,
        /// Why its name may mislead: sentences for people.
        pub name_warnings: Vec<String>,
        /// Of name, summary, description, logo, website, privacy policy, support contact, AI agent and hand-over together.
        pub details_revision: u32,
        pub version: u32,
        pub note: String,
        pub published_at: DateTime<Utc>,
        /// Where the app's requests come from, as CIDR blocks; empty: from anywhere.
        pub egress_networks: Vec<String>,
        /// By which identity of its platform the app's software signs in; `null`: by none.
        pub workload: Option<WorkloadInWords>,
        pub apis: Vec<ReviewedApi>,
        /// Of the connection; `awaiting` where there was no decision yet.
        pub state: StateName,
        pub connection_id: Option<ConnectionId>,
        /// Of the last decline or block.
        pub reason: Option<String>,
        /// Whether the app is offered to this tenant now; otherwise there is nothing to decide.
        pub on_show: bool,
        /// Members who ask for it, oldest first.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub asked_for: Vec<AppRequest>,
    }

    /// Shown once: the only body that ever carries a secret.
    pub struct IssuedCredential {
        pub tenant_id: TenantId,
        pub client_id: CredentialId,
        /// `null` where the app signs in without one, or its developer is to collect the secret.
        pub client_secret: Option<String>,
        /// The `aud` of the assertions of an app that signs its requests, and of the tokens of a workload.
        pub issuer: String,
        pub token_endpoint: String,
        /// Space-separated, as the `scope` parameter wants it.
        pub scope: String,
        /// A command line that gets a token; with `$CLIENT_SECRET`, `$CLIENT_ASSERTION` or `$WORKLOAD_TOKEN` where this
        /// is no secret.
        pub curl: String,
    }

    pub struct Allowed {
        pub connection: Connection,
        pub credential: IssuedCredential,
    }

    pub struct ConnectionSummary {
        pub id: ConnectionId,
        pub app_id: AppId,
        pub app_name: String,
        pub app_summary: String,
        /// A path of this platform, which serves the picture itself.
        pub logo_url: Option<String>,
        /// Whether it is software that decides by itself what to do with its access.
        pub ai_agent: bool,
        pub publisher_name: String,
        pub state: StateName,
        pub paused_by: Vec<PausedBy>,
        /// Why it gets no tokens; none: nothing stops it.
        pub stops: Vec<Stop>,
        pub granted: Vec<ScopeName>,
        /// The highest of what it may do now; `null` where it may do nothing.
        pub sensitivity: Option<Sensitivity>,
        /// The furthest of what it may do: `delete` where it may delete, else `change` where it may change.
        pub action: Option<ScopeAction>,
        /// When its client last got a token, to within some seconds; `null` where it never did.
        pub last_used_at: Option<DateTime<Utc>>,
        pub version: u32,
        /// The app's newest version; larger than `version` and `left_version`: there is something to review.
        pub latest_version: u32,
        /// The newest version that was answered and not taken up; 0: none.
        pub left_version: u32,
        pub decided_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub ends_at: Option<DateTime<Utc>>,
    }

    /// A secret afterwards: never itself.
    pub struct SecretHint {
        pub id: SecretId,
        /// Its last four characters.
        pub hint: String,
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        pub last_used_at: Option<DateTime<Utc>>,
        /// The network address of that use.
        pub last_used_from: Option<String>,
        /// When it stops working by itself.
        pub expires_at: Option<DateTime<Utc>>,
        /// When it was reported as leaked, and revoked for it.
        pub reported_at: Option<DateTime<Utc>>,
        /// Whether another secret takes its place.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub replaced: bool,
    }

    /// A client of the token endpoint, without its secret.
    pub struct Client {
        pub client_id: CredentialId,
        pub auth_method: AuthMethod,
        pub issuer: String,
        pub token_endpoint: String,
        /// Former ones that answer still.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub former_token_endpoints: Vec<FormerTokenEndpoint>,
        /// None where the app signs in without one, or its developer has not collected the secret.
        pub secrets: Vec<SecretHint>,
        /// What is amiss with them.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub secret_notices: Vec<SecretNotice>,
        /// `null` where one works, where there is none, and where the workload identity works on.
        pub secrets_stopped: Option<SecretsStopped>,
        /// Whether its developer is to collect a secret that was allowed or regenerated.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub to_collect: bool,
        /// When it last signed in by its platform's identity.
        pub workload_last_used_at: Option<DateTime<Utc>>,
        /// The secret is retired by itself once it was not used for so many days and the workload identity was; `null`:
        /// only people retire it.
        pub secret_retires_after_days: Option<u32>,
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        pub regenerated_by: Option<String>,
        pub regenerated_at: Option<DateTime<Utc>>,
        pub limits: Limits,
    }

    pub struct Connection {
        pub id: ConnectionId,
        pub tenant_id: TenantId,
        pub app_id: AppId,
        pub app_name: String,
        pub app_summary: String,
        /// A path of this platform, which serves the picture itself.
        pub logo_url: Option<String>,
        pub website: Option<String>,
        pub privacy_policy: Option<String>,
        pub support_contact: String,
        /// Whether it is software that decides by itself what to do with its access.
        pub ai_agent: bool,
        pub hand_over: HandOver,
        pub publisher: PublisherCard,
        pub state: StateName,
        pub paused_by: Vec<PausedBy>,
        /// Why it gets no tokens; none: nothing stops it.
        pub stops: Vec<Stop>,
        /// Whether the tenant can decide, or take a decline or block back: the app is still offered to it. Never of a
        /// connection that is active, paused or deleted.
        pub on_show: bool,
        pub reason: Option<String>,
        pub version: u32,
        /// The app's newest version; larger than `version` and `left_version`: there is something to review.
        pub latest_version: u32,
        /// The newest version that was answered and not taken up; 0: none.
        pub left_version: u32,
        /// Of the details as they are now.
        pub details_revision: u32,
        /// Name, logo, website, privacy policy, support contact and AI agent that have changed since an admin has last seen
        /// them.
        pub changed_details: Vec<DetailChange>,
        pub decided_by: String,
        pub decided_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub ends_at: Option<DateTime<Utc>>,
        /// Where the app's requests must come from, as CIDR blocks of the accepted version; empty: from anywhere.
        pub egress_networks: Vec<String>,
        /// By which identity of its platform the app's software may sign in: that of the accepted version, as long as the
        /// app's newest version has one too. `null`: by none.
        pub workload: Option<WorkloadInWords>,
        /// What it may do, by Api; only granted scopes.
        pub granted: Vec<ReviewedApi>,
        /// What its version asked for and did not get.
        pub not_granted: Vec<ReviewedScope>,
        /// `null` unless active or paused.
        pub client: Option<Client>,
        /// Counts the changes: an edit names the one that it was made from.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub revision: u32,
        /// `null` within 90 days after it was allowed, and unless active or paused.
        pub scope_use: Option<ScopeUse>,
    }

    /// One of the organisation's own credentials.
    pub struct Credential {
        pub name: String,
        pub scopes: Vec<ScopeName>,
        pub client: Client,
        /// Who made it; `null` fields never hold a secret.
        pub created_by_id: PersonId,
        /// Why it gets no tokens; none: nothing stops it.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub stops: Vec<Stop>,
        pub ends_at: Option<DateTime<Utc>>,
        /// Counts the edits: an edit names the one that it was made from.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub revision: u32,
        /// `null` within 90 days after it was made.
        pub scope_use: Option<ScopeUse>,
    }

    pub struct GeneratedCredential {
        pub credential: Credential,
        pub issued: IssuedCredential,
    }
}
