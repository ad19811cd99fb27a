//! Reads from the platform, when all is quiet again, its histories and their chains, the state of each thing, and
//! which secrets work.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use api_client::{Call, admin};
use model::audit::{AuditAction, AuditChain};
use model::connection::StateName;
use model::ids::AuditEntryId;
use serde::de::DeserializeOwned;
use store::audit::ChainState;
use store::{Listing, Store};
use tokio::time::sleep;
use wire::activity::{Activity, HistoryFilter};
use wire::admin::SecretHint;
use wire::page::{MAX_LIMIT, Page, PageQuery};

use crate::Outcome;
use crate::checker::{Evidence, Found, State, Trial};
use crate::http::{Answer, Client, Missed, Request};
use crate::ledger::{Action, Answered, Entry, Operation, Thing};
use crate::load::Scene;
use crate::stage::Stage;
use crate::world::Tenant;

const PATIENCE: Duration = Duration::from_secs(10);
const QUIET: Duration = Duration::from_millis(500);
/// Until work whose caller no longer waits has ended.
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

    async fn read<A: DeserializeOwned>(&mut self, tenant: &Tenant, call: Call<A>) -> Outcome<A> {
        self.ask(&Request::of(&call).session(&tenant.session)).await?.of(&call)
    }

    async fn list<A: DeserializeOwned>(
        &mut self,
        tenant: &Tenant,
        page: impl Fn(PageQuery) -> Call<Page<A>>,
    ) -> Outcome<Vec<A>> {
        let (mut items, mut query) =
            (Vec::new(), PageQuery { limit: Some(MAX_LIMIT), ..PageQuery::default() });
        loop {
            let found = self.read(tenant, page(query.clone())).await?;
            items.extend(found.items);
            if found.next_cursor.is_none() {
                return Ok(items);
            }
            query.cursor = found.next_cursor;
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
            let mut listed = self
                .list(tenant, |page| admin::activity(tenant.id, HistoryFilter::default().query(page)))
                .await?;
            let positions = self.positions(tenant).await?;
            if listed.len() != positions.len() {
                let (chain, list) = (positions.len(), listed.len());
                history.hidden.push(format!("{}: {chain} entries in the chain, {list} listed", tenant.id));
            }
            listed.sort_by_key(|entry| positions.get(&entry.id));
            history.entries.extend(listed.iter().filter_map(|entry| line(tenant, entry)));
        }
        Ok(history)
    }

    /// The place of each entry in its tenant's chain.
    async fn positions(&self, tenant: &Tenant) -> Outcome<HashMap<AuditEntryId, u64>> {
        let chain = AuditChain::Tenant(tenant.id);
        let mut tx = self.store.read().await?;
        let all = tx.platform().await?.audit().of_chain(chain, &Listing::first(MOST)).await?;
        Ok(all.items.into_iter().map(|entry| (entry.id, entry.position)).collect())
    }

    async fn found(&mut self, scene: &Scene) -> Outcome<BTreeMap<Thing, Found>> {
        let mut found = BTreeMap::new();
        for tenant in &scene.world.tenants {
            for listed in self.list(tenant, |query| admin::connections(tenant.id, query)).await? {
                let connection = self.read(tenant, admin::connection(tenant.id, listed.id)).await?;
                let secrets = connection.client.map(|client| client.secrets).unwrap_or_default();
                let standing = Found { state: state(connection.state)?, hints: hints(secrets) };
                found.insert(tenant.thing(connection.app_id), standing);
            }
            for credential in self.list(tenant, |query| admin::credentials(tenant.id, query)).await? {
                let standing = Found { state: State::Active, hints: hints(credential.client.secrets) };
                found.insert(tenant.thing(credential.name), standing);
            }
        }
        Ok(found)
    }

    /// The newest secrets of every client.
    async fn trials(&mut self, scene: &Scene) -> Outcome<Vec<Trial>> {
        let mut trials = Vec::new();
        for client in scene.clients.all() {
            let path = scene.world.tenants[client.tenant].token_endpoint();
            for (secret, text) in client.secrets.iter().enumerate().rev().take(1 + OLDER) {
                let answer = self.ask(&Request::token(&path, &client.client_id, text)).await?;
                trials.push(Trial { thing: client.thing.clone(), secret, accepted: answer.status == 200 });
            }
        }
        Ok(trials)
    }
}

fn line(tenant: &Tenant, entry: &Activity) -> Option<(Thing, Action)> {
    let action = match entry.action.known()? {
        AuditAction::ConnectionAllowed => Action::Allow,
        AuditAction::ConnectionDeclined => Action::Decline,
        AuditAction::ConnectionReconsidered => Action::Reconsider,
        AuditAction::ConnectionPaused => Action::Pause,
        AuditAction::ConnectionResumed => Action::Resume,
        AuditAction::ConnectionDeleted | AuditAction::CredentialDeleted => Action::Delete,
        AuditAction::CredentialCreated => Action::Create,
        AuditAction::SecretRegenerated => Action::Regenerate,
        _ => return None,
    };
    let thing = match entry.app_id {
        Some(app) => tenant.thing(app),
        None => tenant.thing(&entry.object_name),
    };
    Some((thing, action))
}

fn state(name: StateName) -> Outcome<State> {
    Ok(match name {
        StateName::Awaiting => State::Awaiting,
        StateName::Declined => State::Declined,
        StateName::Active => State::Active,
        StateName::Paused => State::Paused,
        StateName::Deleted => State::Gone,
        StateName::Blocked => return Err("a connection that is blocked".into()),
    })
}

fn hints(secrets: Vec<SecretHint>) -> Vec<String> {
    secrets.into_iter().map(|secret| secret.hint).collect()
}

/// Computes each chain again from the rows.
async fn broken_chains(store: &Store, tenants: &[Tenant]) -> Outcome<Vec<String>> {
    let mut chains = vec![AuditChain::Platform];
    for tenant in tenants {
        chains.push(AuditChain::Tenant(tenant.id));
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
    let steady = scene.clients.all().into_iter().find(|client| client.steady).ok_or("no client is steady")?;
    let tenant = &scene.world.tenants[steady.tenant];
    let path = tenant.token_endpoint();
    let token = Request::token(&path, &steady.client_id, &steady.secrets[0]);
    let look = Request::of(&admin::connections(tenant.id, PageQuery::default())).session(&tenant.session);
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

/// Requests that were accepted and changes that were acknowledged; and all others.
pub fn counts(entries: &[Entry]) -> (usize, usize) {
    let done = |entry: &&Entry| !matches!(entry.operation, Operation::Trespass { .. });
    let acknowledged = |entry: &&Entry| entry.answered == Answered::Acknowledged;
    let all = entries.iter().filter(done).count();
    let good = entries.iter().filter(done).filter(acknowledged).count();
    (good, all - good)
}
