//! Keeps the directory true: loads it once, then polls the change log and loads what changed.

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
/// More would leave holes in memory that nothing fills again.
const CLIENTS_AT_ONCE: u64 = 500;

/// The place in the change log up to which the directory is true.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    seen: i64,
}

impl Follower {
    /// Takes its place at the end of the log. What changes from now on is found by the next poll.
    pub async fn at_the_end(store: Store) -> Result<Self, store::Error> {
        let seen = store.read().await?.platform().await?.last_change().await?;
        Ok(Self { store, seen })
    }

    /// Fills the directory, but for what [`Batch::platform`] is about.
    pub async fn load(&self, directory: &Directory, now: Timestamp) -> Result<(), store::Error> {
        let mut tx = self.store.read().await?;
        let platform = tx.platform().await?;
        directory.set_tenants(platform.directory_tenants().await?);
        directory.revoke(platform.revoked_tokens(now).await?, now);
        let mut last = None;
        loop {
            let page = platform.directory_page(last, CLIENTS_AT_ONCE).await?;
            let Some(client) = page.last() else { break };
            last = Some(client.id);
            page.into_iter().for_each(|client| directory.put(client));
        }
        Ok(())
    }

    pub fn seen(&self) -> i64 {
        self.seen
    }

    /// Waits for the next turn, then brings the directory up to date. A batch that comes back wants keys and catalogue
    /// to be loaded anew, and then to be [`done`](Self::done).
    pub async fn next(
        &mut self,
        directory: &Directory,
        events: &Events,
        freshness: &Freshness,
        now: impl Fn() -> Timestamp,
    ) -> Result<Option<Batch>, store::Error> {
        sleep(POLL_PAUSE).await;
        freshness.wait_for_turn(POLL_EVERY).await;
        loop {
            let began = Instant::now();
            let too_slow = |_| store::Error::Unavailable("the change log does not answer".to_owned());
            let read = timeout(POLL_TIMEOUT, self.read()).await.map_err(too_slow)??;
            let Some(batch) = read else {
                freshness.known_since(began);
                return Ok(None);
            };
            apply(directory, &batch, now());
            if batch.platform {
                return Ok(Some(batch));
            }
            self.done(&batch, events);
            // All that was committed before this poll began is known: changes that never end make no node too old.
            if !batch.full {
                freshness.known_since(began);
                return Ok(None);
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
