//! Keeps the directory true: loads it once, then polls the change log and loads what changed.

use std::collections::HashSet;
use std::time::Duration;

use model::Timestamp;
use store::Store;
use store::directory::Found;
use tokio::time::{Instant, sleep, timeout};

use crate::batch::Batch;
use crate::directory::Directory;
use crate::events::{Events, Told};
use crate::freshness::Freshness;

const POLL_EVERY: Duration = Duration::from_millis(200);
/// Between two polls, however often somebody pokes.
const POLL_PAUSE: Duration = Duration::from_millis(10);
/// A poll that takes longer is given up; the next one takes another connection.
const POLL_TIMEOUT: Duration = Duration::from_secs(2);
/// For a page of clients.
const PAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// More would leave holes in memory that nothing fills again.
const CLIENTS_AT_ONCE: u64 = 500;

/// The place in the change log up to which the directory is true.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    seen: i64,
}

/// What came of a turn.
#[derive(Debug)]
pub enum Turn {
    /// The directory is as true as it was, or truer.
    Done,
    /// Keys and catalogue are to be loaded anew; then the batch is [`done`](Follower::done).
    Platform(Batch),
    /// Changes were forgotten before this node has seen them: everything is to be loaded anew.
    Lost,
}

impl Follower {
    /// Takes its place at the end of the log. What changes from now on is found by the next poll.
    pub async fn at_the_end(store: Store) -> Result<Self, store::Error> {
        let mut follower = Self { store, seen: 0 };
        follower.seen = follower.end_of_log().await?;
        Ok(follower)
    }

    pub async fn end_of_log(&self) -> Result<i64, store::Error> {
        self.store.read().await?.platform().await?.last_change().await
    }

    /// Everything up to this place is known.
    pub fn take_place(&mut self, place: i64) {
        self.seen = place;
    }

    /// Fills the directory, but for what [`Turn::Platform`] is about. Clients that are no more are left out.
    pub async fn load(&self, directory: &Directory, now: Timestamp) -> Result<(), store::Error> {
        let mut tx = self.store.read().await?;
        let platform = tx.platform().await?;
        directory.set_tenants(platform.directory_tenants().await?);
        directory.revoke(platform.revoked_tokens(now).await?, now);
        let known_before = !directory.is_empty();
        let (mut last, mut found) = (None, HashSet::new());
        loop {
            let page = in_time(PAGE_TIMEOUT, platform.directory_page(last, CLIENTS_AT_ONCE)).await?;
            let Some(client) = page.last() else { break };
            last = Some(client.id);
            if known_before {
                found.extend(page.iter().map(|client| client.id));
            }
            page.into_iter().for_each(|client| directory.put(client));
        }
        if known_before {
            directory.keep_only(&found);
        }
        Ok(())
    }

    pub fn seen(&self) -> i64 {
        self.seen
    }

    /// Waits for the next turn, then brings the directory up to date.
    pub async fn next(
        &mut self,
        directory: &Directory,
        events: &Events,
        freshness: &Freshness,
        now: impl Fn() -> Timestamp,
    ) -> Result<Turn, store::Error> {
        sleep(POLL_PAUSE).await;
        freshness.wait_for_turn(POLL_EVERY).await;
        loop {
            let began = Instant::now();
            let Some(batch) = in_time(POLL_TIMEOUT, self.read()).await? else {
                freshness.known_since(began);
                return Ok(Turn::Done);
            };
            if batch.hole {
                return Ok(Turn::Lost);
            }
            apply(directory, &batch, now());
            if batch.platform {
                return Ok(Turn::Platform(batch));
            }
            self.done(&batch, events);
            // All that was committed before this poll began is known: changes that never end make no node too old.
            if !batch.full {
                freshness.known_since(began);
                return Ok(Turn::Done);
            }
        }
    }

    /// Everything of the batch is acted on.
    pub fn done(&mut self, batch: &Batch, events: &Events) {
        self.seen = batch.until;
        events.tell(Told::from(batch));
    }

    async fn read(&self) -> Result<Option<Batch>, store::Error> {
        let mut tx = self.store.read().await?;
        Batch::read(&tx.platform().await?, self.seen).await
    }
}

/// Gives up a connection that went dead.
pub(crate) async fn in_time<T, E: From<store::Error>>(
    limit: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let too_slow = |_| E::from(store::Error::Unavailable("the database does not answer".to_owned()));
    timeout(limit, answer).await.map_err(too_slow)?
}

fn apply(directory: &Directory, batch: &Batch, now: Timestamp) {
    for (tenant, environment) in &batch.tenants {
        directory.set_tenant(*tenant, *environment);
    }
    for one in &batch.found {
        match one {
            Found::Client(client) => directory.put(client.clone()),
            Found::Gone(id) => directory.remove(*id),
        }
    }
    if !batch.revoked.is_empty() {
        directory.revoke(batch.revoked.iter().cloned(), now);
    }
}
