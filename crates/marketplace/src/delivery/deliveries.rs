//! Deliveries of the outbox to any receiver: claimed, settled, retried, given up (docs/adr/0020).

use chrono::TimeDelta;
use model::{audit::AuditChain, delivery::Receiver};
use store::outbox::Delivery;

use crate::errors::Error;
use crate::service::Marketplace;
use crate::work::{Author, Work};

/// One that was claimed more often is given up.
const MOST_ATTEMPTS: u32 = 10;
/// Between the first attempt that failed and the next one; twice as long after each, up to nine times.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// Whether it is not to be tried again, but to be settled as one that failed.
pub(crate) const fn is_spent(delivery: &Delivery) -> bool {
    delivery.attempts > MOST_ATTEMPTS
}

impl Marketplace {
    /// At most so many, for this node alone until the claim ends.
    pub(crate) async fn claim_due(
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
