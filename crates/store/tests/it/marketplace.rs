//! A small market that the tests of its nouns start from.

use model::{
    api::Api,
    app::{App, AppDetails, AppState, AppVersion, HandOver, RequestedScope, Visibility},
    connection::Connection,
    ids::PersonId,
    person::Person,
    publisher::Publisher,
    scope::{Scope, ScopeAction, ScopeSet, ScopeState, Sensitivity},
    tenant::Tenant,
    token::TokenFormat,
};
use store::Store;

use crate::harness::{at, id, insert_people, insert_tenants, publisher};

pub struct Market {
    pub ann: Person,
    pub clinic: Tenant,
    pub harbour: Tenant,
    pub acme: Publisher,
    pub sandbox: Tenant,
}

/// A person, two live tenants, a publisher with its sandbox, and the scopes `patients.read` and `patients.change`.
pub async fn market(store: &Store) -> Result<Market, store::Error> {
    let [ann] = insert_people(store).await?;
    let [clinic, harbour] = insert_tenants(store).await?;
    let (acme, sandbox) = publisher("Acme");
    let api = Api {
        id: id!(ApiId),
        identifier: "https://clinical.example".into(),
        name: "Clinical".into(),
        description: String::new(),
        docs_url: None,
        token_lifetime: 1200,
        token_format: TokenFormat::Es256,
        smart_backend_services: false,
        revision: 0,
        created_at: at(0),
    };
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.publishers().insert(&acme, &sandbox).await?;
    platform.apis().insert(&api).await?;
    for name in ["patients.read", "patients.change"] {
        let scope = Scope {
            name: name.parse().expect("a scope name"),
            api: api.id,
            title: name.into(),
            sentence: "Something.".into(),
            action: ScopeAction::Read,
            sensitivity: Sensitivity::Normal,
            state: ScopeState::Active,
            revision: 0,
            created_at: at(0),
        };
        platform.scopes().insert(&scope).await?;
    }
    tx.commit_unrecorded().await?;
    Ok(Market { ann, clinic, harbour, acme, sandbox })
}

pub fn draft(publisher: &Publisher, name: &str) -> App {
    App {
        id: id!(AppId),
        publisher: publisher.id,
        details: AppDetails {
            name: name.into(),
            summary: "Reminds patients".into(),
            description: "At length".into(),
            logo_url: None,
            logo_image: None,
            website: Some("https://acme.example".into()),
            privacy_policy: None,
            support_contact: "help@acme.example".into(),
            ai_agent: false,
            visibility: Visibility::Targeted,
            hand_over: HandOver::AdminShares,
            client_keys: None,
        },
        logo: model::logo::LogoFetch::NONE,
        state: AppState::Draft,
        latest_version: 0,
        details_revision: 1,
        revision: 0,
        created_at: at(1),
        updated_at: at(1),
    }
}

pub fn version(app: &App, number: u32, by: PersonId) -> AppVersion {
    let scope = |name: &str, required| RequestedScope {
        name: name.parse().expect("a scope name"),
        required,
        reason: "Because".into(),
    };
    // Not in alphabetical order: the developer's order stays.
    let scopes = vec![scope("patients.read", true), scope("patients.change", false)];
    let egress_networks =
        ["192.0.2.0/24", "2001:db8::/48"].map(|text| text.parse().expect("a network")).into();
    AppVersion {
        app: app.id,
        number,
        scopes,
        note: "Note".into(),
        egress_networks,
        workload: None,
        published_by: by,
        published_at: at(2),
    }
}

/// Puts a published app in, at version 1.
pub async fn published(store: &Store, market: &Market, app: &App) -> Result<App, store::Error> {
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.apps().insert(app).await?;
    platform.app_versions().insert(&version(app, 1, market.ann.id)).await?;
    let next = App { state: AppState::Published, latest_version: 1, ..app.clone() };
    let app = platform.apps().update(&next).await?;
    tx.commit_unrecorded().await?;
    Ok(app)
}

/// A connection that its tenant has allowed, not yet put in.
pub fn allowed(tenant: &Tenant, app: &App, by: PersonId) -> Connection {
    let optional = ScopeSet::from(["patients.change".parse().expect("a scope name")]);
    Connection::awaiting(id!(ConnectionId), tenant.id, app.id, by, at(3))
        .allow(&version(app, 1, by), &optional, Some(at(1000)), by, at(3))
        .expect("awaiting")
}
