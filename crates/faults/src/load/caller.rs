//! Sends the load's requests to the nodes, and writes each into the ledger.

use std::sync::Arc;
use std::time::Duration;

use api_client::{Call, admin};
use model::ids::ConnectionId;
use rand::RngExt;
use rand::rngs::StdRng;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::sleep;

use super::Scene;
use super::clients::STEADY;
use crate::Outcome;
use crate::http::{Answer, Client, Request, Silence};
use crate::ledger::{Action, Answered, Entry, Issued, Operation, Span, Thing};
use crate::world::{App, first_version, own, text};

const PATIENCE: Duration = Duration::from_secs(5);
const OWNED: [&str; 5] = ["ten_", "con_", "cli_", "sec_", "aud_"];
const ID_LENGTH: usize = 26;

pub struct Caller {
    pub scene: Arc<Scene>,
    pub rng: StdRng,
    /// A connection to each node.
    nodes: Vec<Client>,
}

/// What became of a change.
#[derive(Debug)]
pub enum Done {
    Acknowledged(Value),
    Refused,
    Unknown,
}

/// An answer, or that there was none, with its times.
pub struct Exchange {
    pub span: Span,
    pub answer: Result<Answer, Silence>,
}

impl Exchange {
    pub fn status(&self) -> u16 {
        self.answer.as_ref().map_or(0, |answer| answer.status)
    }

    pub fn body(&self) -> &str {
        self.answer.as_ref().map_or("", |answer| &answer.body)
    }

    /// What it means where the request changes something.
    fn of_change(&self) -> Answered {
        match &self.answer {
            Ok(answer) if (200..300).contains(&answer.status) => Answered::Acknowledged,
            Ok(answer) if answer.status < 500 => Answered::Refused,
            Err(Silence::NotSent(_)) => Answered::Refused,
            Ok(_) | Err(Silence::NoAnswer(_)) => Answered::Unknown,
        }
    }

    pub fn of_request(&self) -> Answered {
        if (200..300).contains(&self.status()) { Answered::Acknowledged } else { Answered::Refused }
    }
}

impl Caller {
    pub fn new(scene: Arc<Scene>, rng: StdRng) -> Self {
        let nodes = scene.fronts.iter().map(|front| Client::new(*front, PATIENCE)).collect();
        Self { scene, rng, nodes }
    }

    /// Gives every answer so long.
    pub fn with_patience(self, patience: Duration) -> Self {
        let nodes = self.scene.fronts.iter().map(|front| Client::new(*front, patience)).collect();
        Self { nodes, ..self }
    }

    pub fn any_node(&mut self) -> usize {
        self.rng.random_range(0..self.nodes.len())
    }

    pub async fn ask(&mut self, node: usize, request: &Request) -> Exchange {
        let start = self.scene.ledger.now();
        let answer = self.nodes[node].ask(request).await;
        Exchange { span: Span { start, end: self.scene.ledger.now() }, answer }
    }

    pub fn write(
        &self,
        node: usize,
        tenant: usize,
        exchange: &Exchange,
        operation: Operation,
        answered: Answered,
        shown: &str,
    ) {
        let tenant = self.scene.world.tenants[tenant].id.to_string();
        let (status, ids) = (exchange.status(), ids_in(shown));
        self.scene.ledger.write(Entry {
            node,
            span: exchange.span,
            operation,
            answered,
            status,
            tenant,
            ids,
        });
    }

    /// Changes a thing of a tenant, at any node.
    pub async fn change(
        &mut self,
        tenant: usize,
        thing: &Thing,
        action: Action,
        request: Request,
    ) -> Outcome<Done> {
        let node = self.any_node();
        let request = request.session(&self.scene.world.tenants[tenant].session);
        let exchange = self.ask(node, &request).await;
        let answered = exchange.of_change();
        let body = || serde_json::from_str(exchange.body()).unwrap_or(Value::Null);
        let (done, secret) = match answered {
            Answered::Acknowledged => {
                let body = body();
                let secret = self.learn(tenant, thing, action, &body)?;
                (Done::Acknowledged(body), secret)
            }
            Answered::Refused => (Done::Refused, None),
            Answered::Unknown => (Done::Unknown, None),
        };
        let operation = Operation::Change { thing: thing.clone(), action, secret };
        self.write(node, tenant, &exchange, operation, answered, exchange.body());
        Ok(done)
    }

    fn learn(&self, tenant: usize, thing: &Thing, action: Action, body: &Value) -> Outcome<Option<Issued>> {
        if action == Action::Delete {
            self.scene.clients.note_deleted(thing);
        }
        if !action.issues() {
            return Ok(None);
        }
        let issued = [&body["credential"], &body["issued"], body];
        let issued = issued.into_iter().find(|value| value["client_secret"].is_string());
        let issued = issued.ok_or("an answer lacks its secret")?;
        let (client, secret) = (text(&issued["client_id"])?, text(&issued["client_secret"])?);
        Ok(Some(self.scene.clients.add(thing, tenant, &client, &secret)))
    }

    /// Looks at something of a tenant, at any node; `None` where it is not there.
    pub async fn look<A: DeserializeOwned>(&mut self, tenant: usize, call: Call<A>) -> Outcome<Option<A>> {
        let request = Request::of(&call).session(&self.scene.world.tenants[tenant].session);
        while !self.scene.is_over() {
            let node = self.any_node();
            let exchange = self.ask(node, &request).await;
            self.write(node, tenant, &exchange, Operation::Look, exchange.of_request(), exchange.body());
            match exchange.status() {
                200 => return Ok(Some(call.read(exchange.body())?)),
                404 => return Ok(None),
                _ => self.nap(200..400).await,
            }
        }
        Ok(None)
    }

    /// So many milliseconds.
    pub async fn nap(&mut self, milliseconds: std::ops::Range<u64>) {
        sleep(Duration::from_millis(self.rng.random_range(milliseconds))).await;
    }

    /// Allows an app; the connection's id.
    pub async fn connect(&mut self, tenant: usize, app: &App) -> Outcome<ConnectionId> {
        match self.allow(tenant, app).await? {
            Done::Acknowledged(body) => Ok(text(&body["connection"]["id"])?.parse()?),
            other => Err(format!("the first connection: {other:?}").into()),
        }
    }

    pub async fn allow(&mut self, tenant: usize, app: &App) -> Outcome<Done> {
        let here = &self.scene.world.tenants[tenant];
        let (thing, call) = (here.thing(app.id), admin::allow(here.id, app.id, first_version()));
        self.change(tenant, &thing, Action::Allow, Request::of(&call)).await
    }

    pub async fn generate(&mut self, tenant: usize, name: &str) -> Outcome<Done> {
        let here = &self.scene.world.tenants[tenant];
        let (thing, call) = (here.thing(name), admin::generate_credential(here.id, own(name)?));
        self.change(tenant, &thing, Action::Create, Request::of(&call)).await
    }

    /// Generates credentials that the load never changes.
    pub async fn make_steady(&mut self, tenant: usize) -> Outcome {
        match self.generate(tenant, &format!("{STEADY} {tenant}")).await? {
            Done::Acknowledged(_) => Ok(()),
            other => Err(format!("the steady credential: {other:?}").into()),
        }
    }
}

/// The ids in a text that belong to one tenant.
pub fn ids_in(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = OWNED
        .iter()
        .flat_map(|prefix| text.match_indices(prefix))
        .filter_map(|(start, prefix)| text.get(start..start + prefix.len() + ID_LENGTH))
        .filter(|id| id[4..].bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(str::to_owned)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
