//! What the platform says when all is quiet again: its histories and their chains, how each thing stands, and which
//! secrets work.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use model::audit::AuditChain;
use serde_json::Value;
use store::audit::ChainState;
use store::{Listing, Store};
use tokio::time::sleep;

use crate::Outcome;
use crate::checker::{Evidence, Found, State, Trial};
use crate::http::{Answer, Client, Missed, Request};
use crate::ledger::{Action, Answered, Deed, Entry, Thing};
use crate::load::Scene;
use crate::stage::Stage;
use crate::world::{Tenant, text};

const PATIENCE: Duration = Duration::from_secs(10);
const QUIET: Duration = Duration::from_millis(500);
/// Until work that nobody waits for any more has ended.
const SETTLING: Duration = Duration::from_secs(30);
/// Older secrets of a client that are tried.
const OLDER: usize = 3;
/// More entries than a script makes in one chain.
const MOST: u64 = 100_000;

/// Asks every node in turn.
pub async fn gather(stage: &Stage, scene: &Scene) -> Outcome<Evidence> {
    let mut reader = Reader::new(stage).await?;
    let mut evidence = reader.settled(scene).await?;
    evidence.trials = reader.trials(scene).await?;
    evidence.broken_chains.extend(broken_chains(&reader.store, &scene.world.tenants).await?);
    reader.store.close().await?;
    Ok(evidence)
}

struct Reader {
    nodes: Vec<Client>,
    turn: usize,
    /// Past all nodes.
    store: Store,
}

/// The entries about things in the order of their chains, and what is in a chain and not in the list for people.
#[derive(PartialEq)]
struct History {
    entries: Vec<(Thing, Action)>,
    hidden: Vec<String>,
}

impl Reader {
    async fn new(stage: &Stage) -> Outcome<Self> {
        let nodes = stage.nodes.iter().map(|node| Client::new(node.address(), PATIENCE)).collect();
        let store = Store::connect(&store::Settings::new(&stage.database_url)).await?;
        Ok(Self { nodes, turn: 0, store })
    }

    /// Asks until there is an answer that says something: 503 says "later".
    async fn ask(&mut self, request: &Request) -> Outcome<Answer> {
        let began = Instant::now();
        loop {
            self.turn = (self.turn + 1) % self.nodes.len();
            let answer = self.nodes[self.turn].ask(request).await;
            match answer {
                Ok(answer) if answer.status != 503 => return Ok(answer),
                other if began.elapsed() > SETTLING => {
                    return Err(format!("the evidence cannot be read: {other:?}").into());
                }
                _ => sleep(QUIET).await,
            }
        }
    }

    async fn read(&mut self, tenant: &Tenant, rest: &str) -> Outcome<Value> {
        let request = Request::get(&tenant.at(rest)).session(&tenant.session);
        let answer = self.ask(&request).await?;
        answer.json(200).map_err(|error| format!("{rest}: {error}").into())
    }

    async fn list(&mut self, tenant: &Tenant, what: &str) -> Outcome<Vec<Value>> {
        let (mut items, mut path) = (Vec::new(), format!("/{what}?limit=200"));
        loop {
            let mut page = self.read(tenant, &path).await?;
            items.append(page["items"].as_array_mut().ok_or("a page without items")?);
            let Some(cursor) = page["next_cursor"].as_str() else { return Ok(items) };
            path = format!("/{what}?limit=200&cursor={cursor}");
        }
    }

    /// History and standing of one moment: the history is the same before and after.
    async fn settled(&mut self, scene: &Scene) -> Outcome<Evidence> {
        let began = Instant::now();
        let mut history = self.history(scene).await?;
        loop {
            sleep(QUIET).await;
            let found = self.found(scene).await?;
            let after = self.history(scene).await?;
            if after == history {
                let History { entries: history, hidden: broken_chains } = history;
                return Ok(Evidence { history, broken_chains, found, trials: Vec::new() });
            }
            if began.elapsed() > SETTLING {
                return Err("changes go on without a load".into());
            }
            history = after;
        }
    }

    /// The list is ordered by the writers' clocks, a chain by what came after what.
    async fn history(&mut self, scene: &Scene) -> Outcome<History> {
        let mut history = History { entries: Vec::new(), hidden: Vec::new() };
        for tenant in &scene.world.tenants {
            let mut listed = self.list(tenant, "activity").await?;
            let positions = self.positions(tenant).await?;
            if listed.len() != positions.len() {
                let (chain, list) = (positions.len(), listed.len());
                history.hidden.push(format!("{}: {chain} entries in the chain, {list} listed", tenant.id));
            }
            listed.sort_by_key(|entry| positions.get(entry["id"].as_str().unwrap_or_default()));
            history.entries.extend(listed.iter().filter_map(|entry| line(tenant, entry)));
        }
        Ok(history)
    }

    /// The place of each entry in its tenant's chain.
    async fn positions(&self, tenant: &Tenant) -> Outcome<HashMap<String, u64>> {
        let chain = AuditChain::Tenant(tenant.id.parse()?);
        let mut tx = self.store.read().await?;
        let all = tx.platform().await?.audit().of_chain(chain, &Listing::first(MOST)).await?;
        Ok(all.items.into_iter().map(|entry| (entry.id.to_string(), entry.position)).collect())
    }

    async fn found(&mut self, scene: &Scene) -> Outcome<BTreeMap<Thing, Found>> {
        let mut found = BTreeMap::new();
        for tenant in &scene.world.tenants {
            for connection in self.list(tenant, "connections").await? {
                let path = format!("/connections/{}", text(&connection["id"])?);
                let connection = self.read(tenant, &path).await?;
                let state = state(&connection["state"])?;
                let standing = Found { state, hints: hints(&connection["client"]) };
                found.insert(tenant.thing(&text(&connection["app_id"])?), standing);
            }
            for credential in self.list(tenant, "credentials").await? {
                let standing = Found { state: State::Active, hints: hints(&credential["client"]) };
                found.insert(tenant.thing(&text(&credential["name"])?), standing);
            }
        }
        Ok(found)
    }

    /// The newest secrets of every client.
    async fn trials(&mut self, scene: &Scene) -> Outcome<Vec<Trial>> {
        let mut trials = Vec::new();
        for client in scene.wallet.all() {
            let path = scene.world.tenants[client.tenant].token_endpoint();
            for (secret, text) in client.secrets.iter().enumerate().rev().take(1 + OLDER) {
                let answer = self.ask(&Request::token(&path, &client.client_id, text)).await?;
                trials.push(Trial { thing: client.thing.clone(), secret, let_in: answer.status == 200 });
            }
        }
        Ok(trials)
    }
}

fn line(tenant: &Tenant, entry: &Value) -> Option<(Thing, Action)> {
    let action = match entry["action"].as_str()? {
        "connection.allowed" => Action::Allow,
        "connection.declined" => Action::Decline,
        "connection.reconsidered" => Action::Reconsider,
        "connection.paused" => Action::Pause,
        "connection.resumed" => Action::Resume,
        "connection.deleted" | "credential.deleted" => Action::Delete,
        "credential.created" => Action::Create,
        "secret.regenerated" => Action::Regenerate,
        _ => return None,
    };
    let name = entry["app_id"].as_str().or_else(|| entry["object_name"].as_str())?;
    Some((tenant.thing(name), action))
}

fn state(value: &Value) -> Outcome<State> {
    Ok(match text(value)?.as_str() {
        "awaiting" => State::Awaiting,
        "declined" => State::Declined,
        "active" => State::Active,
        "paused" => State::Paused,
        "deleted" => State::Gone,
        other => return Err(format!("a connection that is {other}").into()),
    })
}

fn hints(client: &Value) -> Vec<String> {
    let secrets = client["secrets"].as_array().into_iter().flatten();
    secrets.filter_map(|secret| secret["hint"].as_str().map(str::to_owned)).collect()
}

/// Computes each chain anew from the rows.
async fn broken_chains(store: &Store, tenants: &[Tenant]) -> Outcome<Vec<String>> {
    let mut chains = vec![AuditChain::Platform];
    for tenant in tenants {
        chains.push(AuditChain::Tenant(tenant.id.parse()?));
    }
    let mut broken = Vec::new();
    for chain in chains {
        let mut tx = store.read().await?;
        match tx.platform().await?.audit().verify_chain(chain).await? {
            ChainState::Intact { entries: 1.. } => {}
            ChainState::Intact { .. } => broken.push(format!("{chain:?} is empty")),
            ChainState::Broken { position } => broken.push(format!("{chain:?} is broken at {position}")),
        }
    }
    Ok(broken)
}

/// How long it takes until every node grants a token and reads the database, from now on.
pub async fn recovery(stage: &Stage, scene: &Scene, limit: Duration) -> Outcome<Result<Duration, Missed>> {
    let began = Instant::now();
    let steady = scene.wallet.all().into_iter().find(|client| client.steady).ok_or("nobody is steady")?;
    let tenant = &scene.world.tenants[steady.tenant];
    let path = tenant.token_endpoint();
    let token = Request::token(&path, &steady.client_id, &steady.secrets[0]);
    let look = Request::get(&tenant.at("/connections")).session(&tenant.session);
    for (number, node) in stage.nodes.iter().enumerate() {
        let mut client = Client::new(node.front.address(), Duration::from_secs(2));
        for request in [&token, &look] {
            loop {
                let answer = client.ask(request).await;
                if answer.as_ref().is_ok_and(|answer| answer.status == 200) {
                    break;
                }
                if began.elapsed() > limit {
                    let what = format_args!("node {number} has not recovered after {limit:?}");
                    return Ok(Err(Missed::new(what, &answer)));
                }
                sleep(Duration::from_millis(20)).await;
            }
        }
    }
    Ok(Ok(began.elapsed()))
}

/// Requests that were let in and changes that were acknowledged; and all others.
pub fn counts(entries: &[Entry]) -> (usize, usize) {
    let done = |entry: &&Entry| !matches!(entry.deed, Deed::Trespass { .. });
    let acknowledged = |entry: &&Entry| entry.answered == Answered::Acknowledged;
    let all = entries.iter().filter(done).count();
    let good = entries.iter().filter(done).filter(acknowledged).count();
    (good, all - good)
}
