//! The follower of the change log, which keeps the directory true.
//!
//! A look at the log takes one round trip to the database, and two where something has changed. Where the database is
//! far, the next look begins before the last one has ended: what a node knows is as old as the beginning of a look.

use std::time::Duration;

use model::Timestamp;
use store::Store;
use store::places::Place;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::batch::{Batch, Next};
use super::deadline::in_time;
use super::event::EventBatch;
use super::events::Events;
use super::freshness::Freshness;
use super::loader::{self, PAGE_TIMEOUT};
use crate::clients::Directory;

/// Between the beginnings of two looks.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Likewise, however often a look is asked for.
const LOOK_PAUSE: Duration = Duration::from_millis(10);
/// A look that takes longer is given up, and its connection closed.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// Looks under way.
const LOOKS_AT_ONCE: usize = 4;

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
    /// The log is not the one that this node has followed, or no longer has its place: everything is to be loaded
    /// again.
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

    /// Fills the directory, but for what all clients share.
    pub async fn load(&self, directory: &Directory, now: Timestamp) -> Result<(), store::Error> {
        loader::load(&self.store, directory, now).await
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

    /// Acts on what was found for the directory and the feed. The caller has acted on what all clients share.
    pub fn done(
        &mut self,
        News { batch, began, shared }: News,
        directory: &Directory,
        events: &Events,
        freshness: &Freshness,
        now: Timestamp,
    ) {
        loader::apply(directory, &batch, now);
        let after = self.seen;
        self.seen = batch.until;
        events.publish(EventBatch::new(&batch, after, shared));
        // All that was committed before this look began is known: changes that never end make no node too old.
        if batch.full {
            freshness.look_now();
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

    /// A look that began at an earlier place than this node's counts only where it has passed this node's place: it may
    /// have reached the database before one that began earlier.
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
