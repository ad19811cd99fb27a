//! Deliveries of the outbox to any receiver: claimed, settled, retried, given up (docs/adr/0020).

use std::time::Duration;

use chrono::TimeDelta;
use model::{audit::AuditChain, delivery::Receiver};
use store::outbox::Delivery;
use tokio::{sync::Notify, task::JoinSet};

use crate::errors::Error;
use crate::service::Marketplace;
use crate::work::{Author, Work};

/// One that was claimed more often is given up.
const MOST_ATTEMPTS: u32 = 10;
/// Between the first attempt that failed and the next one; twice as long after each, up to nine times.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// Between two looks at what waits, unless something wakes this node sooner.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Why one is given up that no node has settled.
pub(crate) const CUT_SHORT: &str = "each attempt was cut short";

/// Whether it is not to be tried again, but to be settled as one that failed.
pub(crate) const fn is_spent(delivery: &Delivery) -> bool {
    delivery.attempts > MOST_ATTEMPTS
}

/// The deliveries to one receiver, which this node claims as they fall due.
pub(crate) struct DueDeliveries<'a> {
    inner: &'a Marketplace,
    receiver: Receiver,
    /// Other nodes leave one that is claimed alone for so long.
    claimed: TimeDelta,
    /// Told to look at once.
    asked: &'a Notify,
    /// Whether the last look failed.
    fails: bool,
}

impl<'a> DueDeliveries<'a> {
    pub fn new(inner: &'a Marketplace, receiver: Receiver, claimed: TimeDelta, asked: &'a Notify) -> Self {
        Self { inner, receiver, claimed, asked, fails: false }
    }

    /// At most so many. None where the look fails, which is logged once until one succeeds.
    pub async fn claim(&mut self, most: usize) -> Vec<Delivery> {
        let claimed = self.inner.claim_due(self.receiver, most, self.claimed).await;
        if let Err(error) = &claimed
            && !self.fails
        {
            tracing::warn!(receiver = %self.receiver, %error, "deliveries that wait cannot be looked at");
        }
        self.fails = claimed.is_err();
        claimed.unwrap_or_default()
    }

    /// Gives each to `take`, so many at a time, for as long as this is polled.
    pub async fn each<Taken>(mut self, at_once: usize, take: impl Fn(Delivery) -> Taken)
    where
        Taken: Future<Output = ()> + Send + 'static,
    {
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() >= at_once {
                under_way.join_next().await;
            }
            let claimed = self.claim(at_once - under_way.len()).await;
            if claimed.is_empty() {
                tokio::select! {
                    () = self.wait() => {}
                    Some(_) = under_way.join_next() => {}
                }
            }
            for delivery in claimed {
                under_way.spawn(take(delivery));
            }
        }
    }

    /// Until it is time to look again.
    pub async fn wait(&self) {
        tokio::select! {
            () = self.asked.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

impl Marketplace {
    /// At most so many, for this node alone until the claim ends.
    async fn claim_due(
        &self,
        receiver: Receiver,
        most: usize,
        claimed: TimeDelta,
    ) -> Result<Vec<Delivery>, Error> {
        let (now, most) = (self.now(), u64::try_from(most).unwrap_or(u64::MAX));
        let mut tx = self.store().read().await?;
        if !tx.platform().await?.outbox().is_due(receiver, now).await? {
            return Ok(Vec::new());
        }
        drop(tx);
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        let found = work.platform().await?.outbox().claim(receiver, most, now, now + claimed).await?;
        work.without_event("a claim").finish(()).await?;
        Ok(found)
    }

    /// It was delivered, or is given up, in the work of what came of it. Not where the claim had ended and another node has
    /// claimed it since.
    pub(crate) async fn settle_delivery(&self, work: &mut Work, delivery: &Delivery) -> Result<bool, Error> {
        let outbox = work.platform().await?.outbox();
        if is_spent(delivery) {
            tracing::error!(delivery = %delivery.id, attempts = MOST_ATTEMPTS, "a delivery is given up");
            return Ok(outbox.give_up(delivery, self.now()).await?);
        }
        Ok(outbox.done(delivery).await?)
    }

    /// It is tried again later. Where even this fails, the claim ends by itself. A delivery that another node has claimed
    /// since is that node's.
    pub(crate) async fn put_off(&self, delivery: &Delivery, why: &Error) {
        match self.try_put_off(delivery, &why.to_string()).await {
            Ok(true) => {}
            Ok(false) => tracing::info!(delivery = %delivery.id, "another node has the delivery now"),
            Err(error) => {
                tracing::warn!(delivery = %delivery.id, %error, "a delivery waits until its claim ends");
            }
        }
    }

    async fn try_put_off(&self, delivery: &Delivery, why: &str) -> Result<bool, Error> {
        let due = self.now() + pause(delivery.attempts);
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        let held = work.platform().await?.outbox().put_off(delivery, due, why).await?;
        work.without_event("an attempt").finish(()).await?;
        Ok(held)
    }
}

fn pause(attempts: u32) -> TimeDelta {
    FIRST_PAUSE * (1 << attempts.saturating_sub(1).min(9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let seconds = [1, 2, 3, 10, 11, u32::MAX].map(|attempts| pause(attempts).num_seconds());
        assert_eq!(seconds, [5, 10, 20, 2560, 2560, 2560]);
    }
}
