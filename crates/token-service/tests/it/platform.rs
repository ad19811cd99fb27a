//! A platform with one API, one tenant and one connection, and the service over it.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use credentials::{MasterKey, MasterKeys, PlainSecret};
use foundation::{Clock, Domains, Urls};
use limits::Limits;
use marketplace::Marketplace;
use model::Timestamp;
use model::api::Api;
use model::app::{App, AppDetails, AppState, AppVersion, HandOver, RequestedScope, Visibility};
use model::connection::Connection;
use model::credential::{AuthMethod, Credential, CredentialOwner, Secret, Standing};
use model::environment::Environment;
use model::ids::{ApiId, AppId, ConnectionId, CredentialId, PersonId, PublisherId, SecretId, TenantId};
use model::person::Person;
use model::publisher::Publisher;
use model::scope::{Scope, ScopeAction, ScopeSet, ScopeState, Sensitivity};
use model::tenant::Tenant;
use model::token::TokenFormat;
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::changes::Change;
use store::secrets::SecretHash;
use store::{Records, Store};
use tempfile::TempDir;
use token_service::{Dependencies, Settings, TokenService};

pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub const API: &str = "https://api.example/care";

pub struct Platform {
    pub store: Store,
    pub connection: Connection,
    pub client: CredentialId,
    pub secret: String,
    pub person: PersonId,
    pub tenant: TenantId,
    pub sandbox: TenantId,
    pub url: String,
    master: String,
    _folder: Option<TempDir>,
}

pub async fn sqlite() -> Outcome<Platform> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("grantry.db").display());
    fill(&url, Some(folder)).await
}

pub async fn postgres() -> Outcome<Platform> {
    let url = tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??;
    fill(&url, None).await
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp_micros((1_790_000_000 + seconds) * 1_000_000).unwrap_or_default()
}

impl Platform {
    pub async fn service(&self) -> Outcome<TokenService> {
        self.service_at(&Arc::new(AtomicI64::new(at(0).timestamp_micros()))).await
    }

    /// A node whose clock shows these microseconds since 1970.
    pub async fn service_at(&self, time: &Arc<AtomicI64>) -> Outcome<TokenService> {
        self.service_with(&self.master, time).await
    }

    /// A node with another master key; the pepper stays that of the first.
    pub async fn service_with(&self, master: &str, time: &Arc<AtomicI64>) -> Outcome<TokenService> {
        self.node(master, time, Limits::none()).await
    }

    /// A node that gives a client so many tokens a minute.
    pub async fn service_limited(&self, client_tokens: u32, time: &Arc<AtomicI64>) -> Outcome<TokenService> {
        let limits = Limits::new(limits::Settings { client_tokens, ..limits::Settings::default() });
        self.node(&self.master, time, limits).await
    }

    async fn node(&self, master: &str, time: &Arc<AtomicI64>, limits: Limits) -> Outcome<TokenService> {
        let clock = Clock::Manual(Arc::clone(time));
        let urls = Urls::new(&url::Url::parse("https://id.example")?, Domains::default());
        let master = MasterKey::parse(master)?;
        let dependencies = Dependencies {
            store: self.store.clone(),
            clock,
            urls,
            pepper: self.master()?.pepper(),
            masters: MasterKeys::new(master, None),
            limits,
            rng: StdRng::seed_from_u64(7),
        };
        Ok(TokenService::start(dependencies, Settings::default()).await?)
    }

    /// What does the work beside all requests, whose clock shows this second.
    pub fn marketplace_at(&self, second: i64) -> Outcome<Marketplace> {
        let clock = Clock::Manual(Arc::new(AtomicI64::new(at(second).timestamp_micros())));
        let urls = Urls::new(&url::Url::parse("https://id.example")?, Domains::default());
        let (store, settings) = (self.store.clone(), marketplace::Settings::default());
        let (pepper, receipts) = (self.master()?.pepper(), credentials::ReceiptKey::generate()?);
        Ok(Marketplace::new(store, clock, pepper, receipts, urls, settings, Limits::none()))
    }

    /// Says how the one API wants its tokens.
    pub async fn format(&self, format: TokenFormat) -> Outcome {
        let mut tx = self.store.begin().await?;
        let platform = tx.platform().await?;
        let api = platform.apis().by_identifier(API).await?.ok_or("no API")?;
        platform.apis().update(&Api { token_format: format, ..api }).await?;
        Ok(tx.finish(Records::of_changes([Change::Platform]), at(1)).await?)
    }

    pub fn master(&self) -> Outcome<MasterKey> {
        Ok(MasterKey::parse(&self.master)?)
    }

    /// The same, with another of the client's secrets.
    pub fn with_secret(&self, secret: String) -> Self {
        Self {
            store: self.store.clone(),
            connection: self.connection.clone(),
            secret,
            url: self.url.clone(),
            master: self.master.clone(),
            _folder: None,
            ..*self
        }
    }

    /// Stores the connection as it is now, and says so in the change log.
    pub async fn save(&self, connection: &Connection) -> Outcome {
        let mut tx = self.store.begin().await?;
        let within = tx.within(self.tenant).await?;
        let before = within.connections().get(connection.id).await?.ok_or("no connection")?;
        within.connections().update(&before, connection).await?;
        Ok(tx.finish(Records::of_changes([Change::from(connection)]), at(1)).await?)
    }
}

async fn fill(url: &str, folder: Option<TempDir>) -> Outcome<Platform> {
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    let (mut rng, seed) = (StdRng::seed_from_u64(1), [3; 10]);
    let master = MasterKey::generate(&mut rng);
    let person = Person {
        id: PersonId::new(1, &seed),
        email: "ann@example.org".parse()?,
        name: "Ann".into(),
        operator: false,
        created_at: at(0),
    };
    let tenant = Tenant {
        id: TenantId::new(2, &seed),
        name: "Harbour Clinic".into(),
        kind: Environment::Live,
        sandbox_of: None,
        slug: None,
        secret_days: None,
        revision: 0,
        created_at: at(0),
    };
    let publisher = PublisherId::new(3, &seed);
    let sandbox = Tenant {
        id: TenantId::new(4, &seed),
        name: "Sandbox".into(),
        kind: Environment::Sandbox,
        sandbox_of: Some(publisher),
        ..tenant.clone()
    };
    let publisher = Publisher {
        id: publisher,
        name: "Acme".into(),
        website: None,
        verified: true,
        sandbox: sandbox.id,
        sandbox_slug: None,
        revision: 0,
        created_at: at(0),
    };
    let version = version(AppId::new(5, &seed), person.id);
    let app = app(&version, publisher.id);
    let connection = Connection::awaiting(ConnectionId::new(6, &seed), tenant.id, app.id, person.id, at(0))
        .allow(&version, &ScopeSet::new(), None, person.id, at(0))?;
    let credential = Credential {
        id: CredentialId::new(7, &seed),
        tenant: tenant.id,
        owner: CredentialOwner::Connection(connection.id),
        auth_method: AuthMethod::ClientSecret,
        generation: 1,
        created_by: person.id,
        created_at: at(0),
        regenerated_at: None,
        regenerated_by: None,
        deleted_at: None,
        workload_last_used_at: None,
        secret_retires_after_days: None,
        standing: Standing::default(),
    };
    let plain = PlainSecret::generate(&mut rng);
    let secret = Secret {
        id: SecretId::new(8, &seed),
        credential: credential.id,
        hint: plain.hint(),
        created_by: person.id,
        created_at: at(0),
        last_used_at: None,
        last_used_from: None,
        expires_at: None,
        notice_at: None,
        reported_at: None,
    };
    let hash = SecretHash::new(plain.hash(&master.pepper()).to_bytes());

    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.people().insert(&person, None).await?;
    platform.tenants().insert(&tenant).await?;
    platform.publishers().insert(&publisher, &sandbox).await?;
    catalogue(&platform, ApiId::new(9, &seed)).await?;
    platform.apps().insert(&app).await?;
    platform.app_versions().insert(&version).await?;
    let within = tx.within(tenant.id).await?;
    within.connections().insert(&connection).await?;
    within.credentials().insert(&credential).await?;
    within.secrets().insert(&secret, hash).await?;
    tx.finish(Records::of_changes([Change::Platform, Change::from(&connection)]), at(0)).await?;
    Ok(Platform {
        store,
        client: credential.id,
        secret: plain.expose_once(),
        person: person.id,
        tenant: tenant.id,
        sandbox: sandbox.id,
        url: url.to_owned(),
        master: master.to_text().to_string(),
        connection,
        _folder: folder,
    })
}

async fn catalogue(platform: &store::Platform<'_>, id: ApiId) -> Outcome {
    let api = Api {
        id,
        identifier: API.into(),
        name: "Care".into(),
        description: String::new(),
        docs_url: None,
        token_lifetime: 1200,
        token_format: TokenFormat::Es256,
        smart_backend_services: false,
        revision: 0,
        created_at: at(0),
    };
    platform.apis().insert(&api).await?;
    for name in ["patients.read", "appointments.read"] {
        let scope = Scope {
            name: name.parse()?,
            api: id,
            title: name.into(),
            sentence: name.into(),
            action: ScopeAction::Read,
            sensitivity: Sensitivity::Normal,
            state: ScopeState::Active,
            revision: 0,
            created_at: at(0),
        };
        platform.scopes().insert(&scope).await?;
    }
    Ok(())
}

fn version(app: AppId, by: PersonId) -> AppVersion {
    let scopes = ["patients.read", "appointments.read"].into_iter().filter_map(|name| name.parse().ok());
    let requested = |name| RequestedScope { name, required: true, reason: "It needs it.".into() };
    AppVersion {
        app,
        number: 1,
        scopes: scopes.map(requested).collect(),
        note: String::new(),
        egress_networks: BTreeSet::new(),
        workload: None,
        published_by: by,
        published_at: at(0),
    }
}

fn app(version: &AppVersion, publisher: PublisherId) -> App {
    let details = AppDetails {
        name: "Reminders".into(),
        summary: String::new(),
        description: String::new(),
        logo_url: None,
        logo_image: None,
        website: None,
        privacy_policy: None,
        support_contact: "help@example.org".into(),
        ai_agent: false,
        visibility: Visibility::Listed,
        hand_over: HandOver::AdminShares,
        client_keys: None,
    };
    App {
        id: version.app,
        publisher,
        details,
        logo: model::logo::LogoFetch::NONE,
        state: AppState::Published,
        latest_version: version.number,
        details_revision: 1,
        revision: 0,
        created_at: at(0),
        updated_at: at(0),
    }
}
