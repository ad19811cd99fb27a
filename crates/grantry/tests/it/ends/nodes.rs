//! The nodes of one database, each with guards that follow it, and the APIs whose tokens are looked at.

use std::cell::RefCell;
use std::iter;

use grantry_guard::{Feed, Introspection, Keys, ResourceServer, Verifier};
use serde_json::json;
use wire::{catalogue, operator::RegisteredResourceServer, paths};

use super::faces::{Face, Format};
use super::relay::{Relay, authority};
use crate::harness::{Kind, Outcome, Server, Stage, next};

/// An API with one scope, and a resource server of it.
pub struct Api {
    pub identifier: String,
    pub scope: String,
    pub server_id: String,
    pub server_secret: String,
}

/// A node, and guards at it: one for each API.
pub struct Node {
    pub number: usize,
    /// `http://127.0.0.1:port`
    pub base: String,
    steady: Relay,
    unsteady: Relay,
    by_feed: Vec<Verifier>,
    reconnected: Vec<Verifier>,
    new: RefCell<Vec<Verifier>>,
}

/// Three nodes on PostgreSQL, one on SQLite.
pub struct Nodes<'a> {
    pub stage: &'a Stage,
    pub nodes: Vec<Node>,
    /// In the order of [`Format::ALL`].
    apis: Vec<Api>,
    _others: Vec<Server>,
}

impl<'a> Nodes<'a> {
    pub async fn on(stage: &'a Stage) -> Outcome<Self> {
        let mut apis = Vec::new();
        for format in Format::ALL {
            apis.push(Api::of(stage, format).await?);
        }
        let mut others = Vec::new();
        if stage.kind() == Kind::Postgres {
            for _ in 0..2 {
                others.push(stage.server().second_node().await?);
            }
        }
        let bases: Vec<_> =
            iter::once(stage.server()).chain(&others).map(|server| server.base.clone()).collect();
        let mut nodes = Vec::new();
        for (number, base) in (1..).zip(bases) {
            nodes.push(Node::at(number, base, &stage.server().base, &apis).await?);
        }
        Ok(Self { stage, nodes, apis, _others: others })
    }

    pub fn api(&self, format: Format) -> &Api {
        match format {
            Format::Jwt => &self.apis[0],
            Format::Opaque => &self.apis[1],
        }
    }

    /// The host of the public URL, by which every node is called.
    pub fn host(&self) -> &str {
        authority(&self.stage.server().base).0
    }

    /// Some guards hear of nothing from now on.
    pub fn cut(&self) {
        self.nodes.iter().for_each(|node| node.unsteady.cut());
    }

    /// They may connect again, and new ones come.
    pub fn restore(&self) -> Outcome {
        for node in &self.nodes {
            node.unsteady.restore();
            let new = guards(&node.steady.base, &self.stage.server().base, &self.apis)?;
            node.new.replace(new);
        }
        Ok(())
    }

    /// The new guards of the last time go.
    pub fn forget_new_guards(&self) {
        self.nodes.iter().for_each(|node| node.new.borrow_mut().clear());
    }
}

impl Node {
    async fn at(number: usize, base: String, public_url: &str, apis: &[Api]) -> Outcome<Self> {
        let (steady, unsteady) =
            (Relay::before(&base, public_url).await?, Relay::before(&base, public_url).await?);
        let by_feed = guards(&steady.base, public_url, apis)?;
        let reconnected = guards(&unsteady.base, public_url, apis)?;
        Ok(Self { number, base, steady, unsteady, by_feed, reconnected, new: RefCell::default() })
    }

    /// `None` for a face that is no guard, and as long as there is no new one.
    pub fn guard(&self, face: Face, format: Format) -> Option<Verifier> {
        let at = match format {
            Format::Jwt => 0,
            Format::Opaque => 1,
        };
        match face {
            Face::GuardByFeed => self.by_feed.get(at).cloned(),
            Face::GuardReconnected => self.reconnected.get(at).cloned(),
            Face::NewGuard => self.new.borrow().get(at).cloned(),
            _ => None,
        }
    }
}

fn guards(at: &str, public_url: &str, apis: &[Api]) -> Outcome<Vec<Verifier>> {
    apis.iter()
        .map(|api| {
            let server = ResourceServer::new(at, &api.server_id, &api.server_secret)?;
            let keys = Keys::from_server(at)?;
            let feed = Feed::follow(&server, &keys);
            let verifier = Verifier::new(public_url, &api.identifier, keys).revocations(feed);
            Ok(verifier.introspection(Introspection::by_server(&server)))
        })
        .collect()
}

impl Api {
    async fn of(stage: &Stage, format: Format) -> Outcome<Self> {
        let number = next();
        let (identifier, scope) = (format!("https://ends{number}.example/v1"), format!("ends{number}.read"));
        let name = format!("Ends {number}");
        let details = json!({"identifier": identifier, "name": name, "token_format": format.as_str()});
        let api: catalogue::Api = stage.operator.create(&paths::operator::apis(), details).await?;
        let words = json!({
            "name": scope, "title": "May read", "sentence": format!("Can read in {name}."), "action": "read",
            "sensitivity": "normal",
        });
        stage.operator.post(&paths::operator::scopes(api.id), words).await?.ok(201)?;
        let path = paths::operator::resource_servers(api.id);
        let made: RegisteredResourceServer = stage.operator.create(&path, json!({"name": name})).await?;
        let (server_id, server_secret) = (made.resource_server.id.to_string(), made.client_secret);
        Ok(Self { identifier, scope, server_id, server_secret })
    }
}
