//! The replacement of old keys, and the deletion of rows that are no longer needed.

use std::time::Duration;

use chrono::TimeDelta;
use foundation::MAX_SKEW;
use model::api::MAX_TOKEN_LIFETIME;
use tokio::time::{MissedTickBehavior, interval};

use super::token_service::TokenService;
use crate::keys::KeysError;

/// Between two rounds.
const ROUND: Duration = Duration::from_mins(10);
/// How long an Idempotency-Key is known.
const MADE_KEPT: TimeDelta = TimeDelta::hours(24);
/// How long the change log is kept: a resource server that was away for less is sent all that it missed.
const CHANGES_KEPT: TimeDelta = TimeDelta::seconds(2 * MAX_TOKEN_LIFETIME as i64);

impl TokenService {
    pub(super) async fn keep_house(&self) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = self.tidy().await {
                tracing::warn!(%error, "old keys, changes, assertions and revocations were not looked at");
            }
        }
    }

    async fn tidy(&self) -> Result<(), KeysError> {
        self.key_keeper().rotate_old(self.0.settings.key_period).await?;
        self.key_keeper().forget_retired().await?;
        let now = self.now();
        let mut tx = self.0.store.begin().await?;
        let platform = tx.platform().await?;
        platform.forget_changes(now - CHANGES_KEPT).await?;
        platform.forget_assertions(now).await?;
        platform.made_once().forget(now - MADE_KEPT).await?;
        platform.forget_revoked_tokens(now - MAX_SKEW).await?;
        Ok(tx.commit_unrecorded().await?)
    }
}
