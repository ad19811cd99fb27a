//! The people and things of a script: an operator, a catalogue, a publisher with apps that every tenant sees, tenants
//! with an owner.

use std::fmt::Display;
use std::time::Duration;

use api_client::{Call, account, developer, operator};
use model::app::{HandOver, Visibility};
use model::environment::Environment;
use model::ids::{AppId, PublisherId, TenantId};
use model::issuer;
use model::person::Email;
use model::scope::{ScopeAction, Sensitivity};
use serde::de::DeserializeOwned;
use serde_json::Value;
use wire::account::AcceptInvitation;
use wire::admin::{Allow, NewCredential};
use wire::developer::{AppDetails, PublishVersion, WantedScope};
use wire::operator::{ApiDetails, NewPublisher, NewResourceServer, NewScope, NewTenant};

use crate::Outcome;
use crate::http::{Client, Request};
use crate::ledger::Thing;
use crate::stage::Stage;

pub const TENANTS: usize = 3;
/// Connected from the start.
pub const CONNECTED_APPS: usize = 2;
/// Declined, reconsidered, allowed and deleted one after the other.
pub const DECIDED_APPS: usize = 6;
pub const SCOPE: &str = "patients.read";
/// The demo API's identifier, whose tokens it takes.
const DEMO_API: &str = "https://practice-api.grantry.example/v1";
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    /// Its owner's session.
    pub session: String,
}

#[derive(Debug, Clone)]
pub struct App {
    pub id: AppId,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct World {
    pub tenants: Vec<Tenant>,
    pub connected: Vec<App>,
    pub decided: Vec<App>,
    /// The operator's session.
    pub operator: String,
    /// A tenant and an app that the load leaves alone.
    pub aside: (Tenant, App),
    /// Id and secret of what verifies the demo API's tokens.
    pub resource_server: (String, String),
}

impl Tenant {
    pub fn token_endpoint(&self) -> String {
        issuer::of_tenant(self.id, Environment::Live) + issuer::TOKEN
    }

    /// By the app's id or the credential's name.
    pub fn thing(&self, name: impl Display) -> Thing {
        Thing { tenant: self.id.to_string(), name: name.to_string() }
    }
}

impl World {
    /// Makes everyone, through the first node.
    pub async fn make(stage: &Stage) -> Outcome<Self> {
        let printed = stage.command(&["operator", "create", "--email", "olga@operators.example"])?;
        let link = printed.lines().find(|line| line.starts_with("http")).ok_or("no link was printed")?;
        let mut maker = Maker { client: Client::new(stage.nodes[0].address(), PATIENCE), people: 0 };
        let operator = maker.join(link).await?;
        let resource_server = maker.catalogue(&operator).await?;
        let mut tenants = Vec::new();
        for name in ["Harbour Clinic", "Northside Practice", "Meridian Services"] {
            tenants.push(maker.tenant(&operator, name).await?);
        }
        let (publisher, developer) = maker.publisher(&operator, "Brightbill").await?;
        let mut apps = Vec::new();
        for number in 1..=CONNECTED_APPS + DECIDED_APPS {
            apps.push(maker.app(publisher, &developer, number).await?);
        }
        let tenant = maker.tenant(&operator, "Hillside Surgery").await?;
        let app = maker.app(publisher, &developer, CONNECTED_APPS + DECIDED_APPS + 1).await?;
        let (aside, decided) = ((tenant, app), apps.split_off(CONNECTED_APPS));
        Ok(Self { tenants, connected: apps, decided, operator, aside, resource_server })
    }
}

struct Maker {
    client: Client,
    people: usize,
}

impl Maker {
    /// Makes the account that a set-up link is for; its session.
    async fn join(&mut self, link: &str) -> Outcome<String> {
        let (_, token) = link.split_once('#').ok_or("a link without a token")?;
        self.people += 1;
        let call = account::accept_invitation(AcceptInvitation {
            token: token.to_owned().into(),
            name: Some(format!("Ann Example {}", self.people).into()),
            password: "Quiet-Harbour-Lantern-81".to_owned().into(),
        });
        let (answer, session) =
            self.client.exchange(&Request::of(&call)).await.map_err(|silence| format!("{silence:?}"))?;
        answer.of(&call)?;
        Ok(session.ok_or("no session")?)
    }

    async fn call<A: DeserializeOwned>(&mut self, session: &str, call: Call<A>) -> Outcome<A> {
        let answer = self.client.ask(&Request::of(&call).session(session)).await;
        answer.map_err(|silence| format!("{}: {silence:?}", call.request.path))?.of(&call)
    }

    /// The API, its scope, and a resource server of it.
    async fn catalogue(&mut self, session: &str) -> Outcome<(String, String)> {
        let api = ApiDetails {
            identifier: DEMO_API.to_owned().into(),
            name: "Practice records".to_owned().into(),
            description: String::new().into(),
            docs_url: None,
            token_lifetime: None,
            token_format: None,
            smart_backend_services: false,
        };
        let api = self.call(session, operator::create_api(api)).await?.id;
        let scope = NewScope {
            name: SCOPE.parse()?,
            title: "May read".to_owned().into(),
            sentence: "Can read patients.".to_owned().into(),
            action: ScopeAction::Read,
            sensitivity: Sensitivity::Sensitive,
        };
        self.call(session, operator::create_scope(api, scope)).await?;
        let server = NewResourceServer { name: "Practice records elsewhere".to_owned().into() };
        let server = self.call(session, operator::register_resource_server(api, server)).await?;
        Ok((server.resource_server.id.to_string(), server.client_secret))
    }

    async fn tenant(&mut self, session: &str, name: &str) -> Outcome<Tenant> {
        let (name, owner_email) = (name.to_owned(), self.owner_email()?);
        let call = operator::create_tenant(NewTenant {
            name: name.into(),
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        });
        let created = self.call(session, call).await?;
        let session = self.join(&created.invited.link).await?;
        Ok(Tenant { id: created.tenant.id, session })
    }

    /// Its id, and its owner's session.
    async fn publisher(&mut self, session: &str, name: &str) -> Outcome<(PublisherId, String)> {
        let (name, owner_email) = (name.to_owned(), self.owner_email()?);
        let call = operator::create_publisher(NewPublisher {
            name: name.into(),
            website: None,
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        });
        let created = self.call(session, call).await?;
        let session = self.join(&created.invited.link).await?;
        Ok((created.publisher.id, session))
    }

    /// Of the person who joins next.
    fn owner_email(&self) -> Outcome<Email> {
        Ok(format!("owner{}@people.example", self.people).parse()?)
    }

    /// A published app that every tenant sees.
    async fn app(&mut self, publisher: PublisherId, session: &str, number: usize) -> Outcome<App> {
        let details = AppDetails {
            name: format!("Reminders {number}").into(),
            summary: "Reminds patients of appointments".to_owned().into(),
            description: String::new().into(),
            logo_url: None,
            website: None,
            privacy_policy: None,
            support_contact: "help@brightbill.example".to_owned().into(),
            ai_agent: false,
            visibility: Visibility::Listed,
            hand_over: HandOver::AdminShares,
            client_keys: None,
        };
        let app = self.call(session, developer::create_app(publisher, details)).await?;
        let reason = "To know whom to remind.".to_owned();
        let version = PublishVersion {
            after_version: 0,
            scopes: vec![WantedScope { name: SCOPE.parse()?, required: true, reason: reason.into() }],
            note: "Please review.".to_owned().into(),
            egress_networks: Vec::new(),
            workload: None,
        };
        self.call(session, developer::publish(publisher, app.id, version)).await?;
        Ok(App { id: app.id, name: app.details.name.to_string() })
    }
}

/// Allows the first version of an app.
pub fn first_version() -> Allow {
    Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at: None }
}

/// A credential of a tenant's own.
pub fn own(name: &str) -> Outcome<NewCredential> {
    Ok(NewCredential { name: name.to_owned().into(), scopes: vec![SCOPE.parse()?], ends_at: None })
}

/// A field that must be a text.
pub fn text(value: &Value) -> Outcome<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "an answer lacks a field".into())
}
