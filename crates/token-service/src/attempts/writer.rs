//! Writes what a node gathers in memory: in groups, with rests between them, and what is left at the stop.

use std::time::Duration;

use store::Store;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, timeout};

/// Between two writes: how exact a "last used" is.
const WRITE_EVERY: Duration = Duration::from_secs(5);
/// In one group: no other change waits long for it.
pub const AT_ONCE: usize = 1_000;
/// Between two groups, and between two tries of one, so that requests keep the processor: a million clients that ask
/// every twenty minutes use 833 secrets a second.
const REST: Duration = Duration::from_secs(1);
/// How often a group is tried before it is given up: no decision about a request depends on it.
const TRIES: u32 = 3;
/// For what is left at the stop.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// What is written together.
pub trait Group {
    /// As the log names it.
    const NAME: &'static str;

    /// 0: nothing waits. [`AT_ONCE`] or more: it is whole, and more may wait.
    fn size(&self) -> usize;

    /// `again`: an earlier try failed, which may have been committed nevertheless.
    fn write(&self, store: &Store, again: bool) -> impl Future<Output = store::Result<()>>;

    /// It will not be written.
    fn give_up(&self) {}
}

/// Writes what `take` finds, until the sender of `stopped` is gone.
pub async fn keep_writing<G: Group>(store: &Store, take: impl Fn() -> G, mut stopped: watch::Receiver<()>) {
    let mut turns = interval(WRITE_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while is_turn(&mut turns, &mut stopped).await {
        while write_next(store, &take).await {
            sleep(REST).await;
        }
    }
}

/// Writes what `take` finds, as far as there is time, without a rest between groups.
pub async fn write_rest<G: Group>(store: &Store, take: impl Fn() -> G) {
    let all = async { while write_next(store, &take).await {} };
    if timeout(LAST_WRITE, all).await.is_err() {
        tracing::warn!(what = G::NAME, "not all was written in time");
    }
}

/// Waits for the next turn; none comes once the sender of `stopped` is gone.
async fn is_turn(turns: &mut Interval, stopped: &mut watch::Receiver<()>) -> bool {
    tokio::select! {
        _ = turns.tick() => true,
        _ = stopped.changed() => false,
    }
}

/// Whether it was a whole group, so that more may wait.
async fn write_next<G: Group>(store: &Store, take: &impl Fn() -> G) -> bool {
    let group = take();
    let size = group.size();
    if size == 0 {
        return false;
    }
    let mut tries = 1;
    while let Err(error) = group.write(store, tries > 1).await {
        if tries == TRIES {
            tracing::warn!(%error, what = G::NAME, size, "a group was not written");
            group.give_up();
            break;
        }
        tries += 1;
        sleep(REST).await;
    }
    size >= AT_ONCE
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// Fails as often as it is told to.
    struct Failing<'a> {
        size: usize,
        failures: usize,
        tries: &'a RefCell<Vec<bool>>,
        given_up: &'a Cell<bool>,
    }

    impl Group for Failing<'_> {
        const NAME: &'static str = "what fails";

        fn size(&self) -> usize {
            self.size
        }

        async fn write(&self, _: &Store, again: bool) -> store::Result<()> {
            let mut tries = self.tries.borrow_mut();
            tries.push(again);
            if tries.len() > self.failures { Ok(()) } else { Err(store::Error::LostRace) }
        }

        fn give_up(&self) {
            self.given_up.set(true);
        }
    }

    #[tokio::test]
    async fn a_group_is_tried_again_and_given_up_at_last() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("grantry.db").display());
        let store = Store::connect(&store::Settings::new(url)).await.unwrap();
        tokio::time::pause();
        for (size, failures, number, gives_up, more) in [
            (0, 0, 0, false, false),
            (1, 0, 1, false, false),
            (AT_ONCE, 2, 3, false, true),
            (AT_ONCE - 1, 3, 3, true, false),
        ] {
            let (tries, given_up) = (RefCell::default(), Cell::new(false));
            let take = || Failing { size, failures, tries: &tries, given_up: &given_up };
            assert_eq!(write_next(&store, &take).await, more, "{size}");
            assert_eq!(*tries.borrow(), [false, true, true][..number], "{size}");
            assert_eq!(given_up.get(), gives_up, "{size}");
        }
    }
}
