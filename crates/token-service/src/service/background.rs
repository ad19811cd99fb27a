//! The background tasks of a token service.

use tokio::time::{MissedTickBehavior, interval};

use super::token_service::TokenService;
use crate::replication::WRITE_EVERY;

impl TokenService {
    /// Follows the change log, writes the uses of secrets and deletes what is old, until `stop` is ready.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = Box::pin(self.follow()) => {}
            () = Box::pin(self.listen()) => {}
            () = Box::pin(self.write_uses()) => {}
            () = Box::pin(self.keep_house()) => {}
            () = stop => {}
        }
        self.0.follower.lock().await.rest().await;
        self.0.last_used.write_rest(&self.0.store).await;
    }

    async fn write_uses(&self) {
        let mut turns = interval(WRITE_EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            self.0.last_used.write(&self.0.store).await;
        }
    }
}
