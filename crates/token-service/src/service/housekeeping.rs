//! The replacement of old keys, and the deletion of rows that are no longer needed.

use std::time::Duration;

use chrono::TimeDelta;
use foundation::MAX_SKEW;
use model::api::MAX_TOKEN_LIFETIME;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::token_service::TokenService;
use crate::attempts::hour;
use crate::keys::KeysError;

/// Between two rounds.
const ROUND: Duration = Duration::from_mins(10);
/// How long an Idempotency-Key is known.
const MADE_KEPT: TimeDelta = TimeDelta::hours(24);
/// How long a person finds an event in their inbox.
const NOTICES_KEPT: TimeDelta = TimeDelta::days(180);
/// How long the change log is kept: a resource server that was away for less is sent all that it missed.
const CHANGES_KEPT: TimeDelta = TimeDelta::seconds(2 * MAX_TOKEN_LIFETIME as i64);
/// How long a client's attempts are kept, and secrets that it had.
const ATTEMPTS_KEPT: TimeDelta = TimeDelta::days(30);
const FORMER_SECRETS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long tokens and refusals of an hour are counted: 13 months, so that a month stands beside that of the year before.
const USAGE_KEPT: TimeDelta = TimeDelta::days(396);
/// Counts that one transaction forgets: no other change waits long for it.
const COUNTS_AT_ONCE: u64 = 10_000;
/// Between two of these transactions.
const REST: Duration = Duration::from_secs(1);

impl TokenService {
    pub(super) async fn keep_house(&self) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = self.tidy().await {
                tracing::warn!(%error, "old keys, changes, assertions, notices, revocations and counts were not looked at");
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
        platform.notices().forget(now - NOTICES_KEPT).await?;
        platform.forget_revoked_tokens(now - MAX_SKEW).await?;
        platform.forget_attempts(now - ATTEMPTS_KEPT).await?;
        platform.forget_former_secrets(now - FORMER_SECRETS_KEPT).await?;
        tx.commit_unrecorded().await?;
        self.forget_usage(hour(now - USAGE_KEPT)).await
    }

    /// A million clients leave as many counts of each hour: they go in parts, with rests between them.
    async fn forget_usage(&self, before: i64) -> Result<(), KeysError> {
        loop {
            let mut tx = self.0.store.begin().await?;
            let gone = tx.platform().await?.forget_usage(before, COUNTS_AT_ONCE).await?;
            tx.commit_unrecorded().await?;
            if gone < COUNTS_AT_ONCE {
                return Ok(());
            }
            sleep(REST).await;
        }
    }
}
