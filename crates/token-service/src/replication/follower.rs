//! Keeps the directory true: loads it once, then looks at the change log and loads what changed.
//!
//! A look takes as long as the way to the database and back, twice as long where something has changed. Where that is
//! far, the next look begins before the last one has ended: what a node knows is as old as the look's beginning.

use std::collections::HashSet;
use std::time::Duration;

use model::Timestamp;
use store::Store;
use store::directory::Found;
use store::places::Place;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::batch::{Batch, Next};
use crate::directory::Directory;
use crate::events::{Events, Told};
use crate::freshness::Freshness;

/// Between the beginnings of two looks.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Likewise, however often somebody pokes.
const LOOK_PAUSE: Duration = Duration::from_millis(10);
/// A look that takes longer is given up, and its connection closed.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// Looks under way.
const LOOKS_AT_ONCE: usize = 4;
/// For a page of clients, and for what is read beside them.
const PAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// More would leave holes in memory that nothing fills again.
const CLIENTS_AT_ONCE: u64 = 500;

/// The place in the change log up to which the directory is true, and the looks at what comes after it.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    seen: Place,
    looks: JoinSet<Look>,
    /// When the last look began.
    last: Option<Instant>,
}

/// A look that has ended.
#[derive(Debug)]
struct Look {
    began: Instant,
    after: Place,
    found: Result<Next, store::Error>,
}

/// What came of a look.
#[derive(Debug)]
pub enum Turn {
    /// The directory is as true as it was, or truer.
    Done,
    /// To be acted on; then it is [`done`](Follower::done).
    News(News),
    /// The log is not the one that this node has followed, or has forgotten its place: everything is to be loaded anew.
    Lost,
}

/// Changes that are not acted on yet.
#[derive(Debug)]
pub struct News {
    pub batch: Box<Batch>,
    /// When the look that found them began.
    began: Instant,
    /// Whether what all clients share is among them.
    shared: bool,
}

impl Follower {
    /// Takes its place at the end of the log. What changes from now on is found by the next look.
    pub async fn at_the_end(store: Store) -> Result<Self, store::Error> {
        let seen = store.read().await?.platform().await?.end_of_log().await?;
        Ok(Self { store, seen, looks: JoinSet::new(), last: None })
    }

    pub async fn end_of_log(&self) -> Result<Place, store::Error> {
        in_time(PAGE_TIMEOUT, async { self.store.read().await?.platform().await?.end_of_log().await }).await
    }

    /// Everything up to this place is known.
    pub fn take_place(&mut self, place: Place) {
        self.seen = place;
    }

    /// Fills the directory, but for what all clients share. Clients that are no more are left out.
    pub async fn load(&self, directory: &Directory, now: Timestamp) -> Result<(), store::Error> {
        let mut tx = self.store.read().await?;
        let platform = tx.platform().await?;
        directory.set_tenants(in_time(PAGE_TIMEOUT, platform.directory_tenants()).await?);
        directory.revoke(in_time(PAGE_TIMEOUT, platform.revoked_tokens(now)).await?, now);
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

    pub fn seen(&self) -> Place {
        self.seen
    }

    /// Waits until a look has ended, and begins others meanwhile when it is their turn.
    pub async fn next(&mut self, freshness: &Freshness) -> Result<Turn, store::Error> {
        loop {
            tokio::select! {
                biased;
                Some(ended) = self.looks.join_next() => {
                    let look = ended.map_err(|error| store::Error::Unavailable(error.to_string()))?;
                    return self.judge(look, freshness);
                }
                () = turn(self.last, freshness), if self.looks.len() < LOOKS_AT_ONCE => self.begin_look(),
            }
        }
    }

    /// Everything that was found is acted on, but for what is in the directory alone.
    pub fn done(
        &mut self,
        News { batch, began, shared }: News,
        directory: &Directory,
        events: &Events,
        freshness: &Freshness,
        now: Timestamp,
    ) {
        apply(directory, &batch, now);
        let after = self.seen;
        self.seen = batch.until;
        events.tell(Told::new(&batch, after, shared));
        // All that was committed before this look began is known: changes that never end make no node too old.
        if batch.full {
            freshness.poke();
        } else {
            freshness.known_since(began);
        }
    }

    /// Gives up the looks under way.
    pub async fn rest(&mut self) {
        self.looks.shutdown().await;
    }

    fn begin_look(&mut self) {
        let (store, after, began) = (self.store.clone(), self.seen, Instant::now());
        self.last = Some(began);
        self.looks.spawn(async move {
            Look { began, after, found: in_time(LOOK_TIMEOUT, Batch::read(&store, after)).await }
        });
    }

    /// A look that began at an earlier place than this node's says something only where it has passed this node's:
    /// it may have reached the database before one that began earlier.
    fn judge(&self, Look { began, after, found }: Look, freshness: &Freshness) -> Result<Turn, store::Error> {
        let is_here = after == self.seen;
        match found? {
            Next::Elsewhere if is_here => return Ok(Turn::Lost),
            Next::Nothing if is_here => freshness.known_since(began),
            Next::Elsewhere | Next::Nothing => {}
            Next::Changes(batch) if !is_here && !batch.holds(&self.seen) => {}
            Next::Changes(batch) if batch.until == self.seen => {
                if !batch.full {
                    freshness.known_since(began);
                }
            }
            Next::Changes(batch) => {
                let shared = batch.details.shared.is_some();
                return Ok(Turn::News(News { batch, began, shared }));
            }
        }
        Ok(Turn::Done)
    }
}

/// Returns when the next look should begin.
async fn turn(last: Option<Instant>, freshness: &Freshness) {
    if let Some(last) = last {
        sleep_until(last + LOOK_PAUSE).await;
        freshness.wait_until(last + LOOK_EVERY).await;
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
    let details = &batch.details;
    for (tenant, environment) in &details.tenants {
        directory.set_tenant(*tenant, *environment);
    }
    for one in &details.found {
        match one {
            Found::Client(client) => directory.put(client.clone()),
            Found::Gone(id) => directory.remove(*id),
        }
    }
    if !details.revoked.is_empty() {
        directory.revoke(details.revoked.iter().cloned(), now);
    }
}
