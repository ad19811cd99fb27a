//! Who and what there is: an operator, a catalogue, a publisher with apps that everybody sees, tenants with an owner.

use std::time::Duration;

use serde_json::{Value, json};

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
    pub id: String,
    /// Its owner's session.
    pub session: String,
}

#[derive(Debug, Clone)]
pub struct App {
    pub id: String,
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
    pub fn at(&self, rest: &str) -> String {
        format!("/api/admin/v1/tenants/{}{rest}", self.id)
    }

    pub fn token_endpoint(&self) -> String {
        format!("/t/{}/oauth2/token", self.id)
    }

    pub fn thing(&self, name: &str) -> Thing {
        Thing { tenant: self.id.clone(), name: name.to_owned() }
    }
}

impl World {
    /// Makes everybody, through the first node.
    pub async fn make(stage: &Stage) -> Outcome<Self> {
        let printed = stage.command(&["operator", "create", "--email", "olga@operators.example"])?;
        let link = printed.lines().find(|line| line.starts_with("http")).ok_or("no link was printed")?;
        let mut maker = Maker { client: Client::new(stage.nodes[0].address(), PATIENCE), people: 0 };
        let operator = maker.join(link).await?;
        let resource_server = maker.catalogue(&operator).await?;
        let mut tenants = Vec::new();
        for name in ["Harbour Clinic", "Northside Practice", "Meridian Services"] {
            let (id, session) = maker.organisation(&operator, "tenant", name).await?;
            tenants.push(Tenant { id, session });
        }
        let (publisher, developer) = maker.organisation(&operator, "publisher", "Brightbill").await?;
        let mut apps = Vec::new();
        for number in 1..=CONNECTED_APPS + DECIDED_APPS {
            apps.push(maker.app(&publisher, &developer, number).await?);
        }
        let (id, session) = maker.organisation(&operator, "tenant", "Hillside Surgery").await?;
        let app = maker.app(&publisher, &developer, CONNECTED_APPS + DECIDED_APPS + 1).await?;
        let (aside, decided) = ((Tenant { id, session }, app), apps.split_off(CONNECTED_APPS));
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
        let name = format!("Ann Example {}", self.people);
        let body = json!({"token": token, "name": name, "password": "Quiet-Harbour-Lantern-81"});
        let request = Request::post("/api/account/v1/invitations/accept", &body);
        let (answer, session) =
            self.client.exchange(&request).await.map_err(|silence| format!("{silence:?}"))?;
        answer.json(200)?;
        Ok(session.ok_or("no session")?)
    }

    async fn create(&mut self, session: &str, path: &str, body: &Value) -> Outcome<Value> {
        let request = Request::post(path, body).session(session);
        let answer = self.client.ask(&request).await.map_err(|silence| format!("{path}: {silence:?}"))?;
        answer.json(201).map_err(|error| format!("{path}: {error}").into())
    }

    /// The API, its scope, and a resource server of it.
    async fn catalogue(&mut self, operator: &str) -> Outcome<(String, String)> {
        let api = json!({
            "identifier": DEMO_API, "name": "Practice records", "description": "", "docs_url": null,
            "token_lifetime": null, "token_format": null, "smart_backend_services": false,
        });
        let api = self.create(operator, "/api/operator/v1/apis", &api).await?;
        let path = format!("/api/operator/v1/apis/{}", text(&api["id"])?);
        let scope = json!({
            "name": SCOPE, "title": "May read", "sentence": "Can read patients.", "action": "read",
            "sensitivity": "sensitive",
        });
        self.create(operator, &format!("{path}/scopes"), &scope).await?;
        let server = json!({"name": "Practice records elsewhere"});
        let server = self.create(operator, &format!("{path}/resource-servers"), &server).await?;
        Ok((text(&server["resource_server"]["id"])?, text(&server["client_secret"])?))
    }

    /// A tenant or a publisher: its id, and its owner's session.
    async fn organisation(&mut self, operator: &str, kind: &str, name: &str) -> Outcome<(String, String)> {
        let email = format!("owner{}@people.example", self.people);
        let mut body = json!({"name": name, "owner_email": email});
        if kind == "publisher" {
            body["website"] = serde_json::Value::Null;
        }
        let created = self.create(operator, &format!("/api/operator/v1/{kind}s"), &body).await?;
        let session = self.join(&text(&created["invited"]["link"])?).await?;
        Ok((text(&created[kind]["id"])?, session))
    }

    /// A published app that every tenant sees.
    async fn app(&mut self, publisher: &str, developer: &str, number: usize) -> Outcome<App> {
        let apps = format!("/api/developer/v1/publishers/{publisher}/apps");
        let details = json!({
            "name": format!("Reminders {number}"), "summary": "Reminds patients of appointments",
            "support_contact": "help@brightbill.example", "visibility": "listed", "hand_over": "admin_shares",
            "description": "", "logo_url": null, "website": null, "privacy_policy": null, "client_keys": null,
        });
        let app = self.create(developer, &apps, &details).await?;
        let (id, name) = (text(&app["id"])?, text(&app["name"]).or_else(|_| text(&app["details"]["name"]))?);
        let scopes = json!([{"name": SCOPE, "required": true, "reason": "To know whom to remind."}]);
        let version = json!({
            "after_version": 0, "scopes": scopes, "note": "Please review.", "egress_networks": [],
        });
        self.create(developer, &format!("{apps}/{id}/versions"), &version).await?;
        Ok(App { id, name })
    }
}

/// A field that must be a text.
pub fn text(value: &Value) -> Outcome<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "an answer lacks a field".into())
}
