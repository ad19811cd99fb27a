//! The age of what this node knows, and a way to wait until it is newer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout, timeout_at};

use crate::errors::TokenError;

/// Older than this, what is known is not acted on.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Remembers when the last successful look at the change log *began*: all changes committed before are known.
#[derive(Debug)]
pub struct Freshness {
    epoch: Instant,
    /// Nanoseconds from `epoch`; 0 until the first load.
    known_at: AtomicU64,
    looked: watch::Sender<()>,
    wanted: Notify,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            epoch: Instant::now(),
            known_at: AtomicU64::new(0),
            looked: watch::Sender::new(()),
            wanted: Notify::new(),
        }
    }
}

impl Freshness {
    /// How long ago the moment is up to which everything committed is known; `None` when that is too long to act on it.
    pub fn age(&self) -> Option<Duration> {
        let known_at = self.known_at.load(Ordering::Acquire);
        let age = Duration::from_nanos(self.since_epoch(Instant::now()).saturating_sub(known_at));
        (known_at != 0 && age <= TRUSTED_FOR).then_some(age)
    }

    /// Whether tokens may be issued from memory.
    pub fn is_fresh(&self) -> bool {
        self.age().is_some()
    }

    /// Asks for a look at the change log now instead of at the next turn.
    pub fn look_now(&self) {
        self.wanted.notify_one();
    }

    /// Waits until a look that began after `at` has succeeded.
    ///
    /// # Errors
    /// `temporarily_unavailable` when that takes longer than a second.
    pub async fn newer_than(&self, at: Instant) -> Result<(), TokenError> {
        let at = self.since_epoch(at);
        let mut looked = self.looked.subscribe();
        self.look_now();
        let newer = looked.wait_for(|()| self.known_at.load(Ordering::Acquire) > at);
        match timeout(TRUSTED_FOR, newer).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(TokenError::TemporarilyUnavailable),
        }
    }

    pub fn known_since(&self, began: Instant) {
        self.known_at.fetch_max(self.since_epoch(began).max(1), Ordering::AcqRel);
        self.looked.send_replace(());
    }

    /// Returns at this time, or earlier when a look is asked for.
    pub async fn wait_until(&self, at: Instant) {
        let _ = timeout_at(at, self.wanted.notified()).await;
    }

    fn since_epoch(&self, at: Instant) -> u64 {
        nanoseconds(at.saturating_duration_since(self.epoch))
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn knowledge_ages() {
        let freshness = Freshness::default();
        assert!(!freshness.is_fresh(), "nothing is known at the start");
        tokio::time::advance(Duration::from_millis(1)).await;
        freshness.known_since(Instant::now());
        assert_eq!(freshness.age(), Some(Duration::ZERO));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(freshness.age(), Some(Duration::from_secs(1)));
        assert!(freshness.is_fresh());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(freshness.age(), None);
        assert!(!freshness.is_fresh());
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_began_earlier_makes_nothing_older() {
        let freshness = Freshness::default();
        let first = Instant::now();
        tokio::time::advance(Duration::from_millis(200)).await;
        freshness.known_since(Instant::now());
        freshness.known_since(first);
        assert_eq!(freshness.age(), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_with_a_newer_poll_or_after_a_second() {
        let freshness = Freshness::default();
        tokio::time::advance(Duration::from_millis(5)).await;
        let now = Instant::now();
        freshness.known_since(now);
        assert_eq!(freshness.newer_than(now).await, Err(TokenError::TemporarilyUnavailable));
        let later = async {
            freshness.wait_until(Instant::now() + Duration::from_mins(1)).await;
            freshness.known_since(Instant::now());
        };
        let (answer, ()) = tokio::join!(freshness.newer_than(now), later);
        assert_eq!(answer, Ok(()));
    }
}
