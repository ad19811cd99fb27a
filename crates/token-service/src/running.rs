//! What goes on while requests are answered: following the change log, listening, writing uses, keeping house.

use std::time::Duration;

use chrono::TimeDelta;
use model::api::MAX_TOKEN_LIFETIME;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::TokenService;
use crate::clocks::CLOCKS;
use crate::follower::{Follower, Turn, in_time};
use crate::keys::KeysError;
use crate::last_used;

/// Between two looks at what has grown old.
const HOUSEKEEPING: Duration = Duration::from_secs(600);
/// For catalogue and keys, new ones among them.
const PLATFORM_TIMEOUT: Duration = Duration::from_secs(15);
/// Before the database is listened to again after the connection was lost.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
/// How long an Idempotency-Key is known.
const MADE_KEPT: TimeDelta = TimeDelta::hours(24);
/// The change log is kept so long: a resource server that was away for less hears of all it missed.
pub const CHANGES_KEPT: TimeDelta = TimeDelta::seconds(2 * MAX_TOKEN_LIFETIME as i64);

impl TokenService {
    /// Follows the change log, writes the uses of secrets and keeps house, until `stop` is ready.
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

    async fn follow(&self) {
        let mut follower = self.0.follower.lock().await;
        let mut connected = true;
        loop {
            let polled = self.poll(&mut follower).await;
            match &polled {
                Ok(()) if !connected => tracing::info!("the change log is being followed again"),
                Err(error) if connected => tracing::error!(%error, "the change log cannot be followed"),
                _ => {}
            }
            connected = polled.is_ok();
        }
    }

    pub(crate) async fn poll(&self, follower: &mut Follower) -> Result<(), KeysError> {
        let parts = &self.0;
        match follower.next(&parts.freshness).await? {
            Turn::Done => Ok(()),
            Turn::News(mut news) => {
                if let Some(shared) = news.batch.details.shared.take() {
                    in_time(PLATFORM_TIMEOUT, Box::pin(self.take_up(shared))).await?;
                }
                follower.done(news, &parts.directory, &parts.events, &parts.freshness, self.now());
                Ok(())
            }
            Turn::Lost => self.begin_anew(follower).await,
        }
    }

    /// The database has another log than the one that was followed: it went back in time (a standby that was promoted too
    /// early, a dump in its place), or forgot this node's place. Nothing known so far counts, neither here nor for those
    /// who follow the feed. What changes meanwhile is found by the next look.
    async fn begin_anew(&self, follower: &mut Follower) -> Result<(), KeysError> {
        let parts = &self.0;
        let (seen, until) = (follower.seen(), follower.end_of_log().await?);
        tracing::warn!(
            seen = seen.sequence(),
            end = until.sequence(),
            other_epoch = seen.is_elsewhere(&until),
            "the change log went back in time, or is no longer kept from this node's place on: everything is loaded anew"
        );
        in_time(PLATFORM_TIMEOUT, Box::pin(self.load_platform())).await?;
        follower.load(&parts.directory, self.now()).await?;
        follower.take_place(until);
        parts.events.begin_anew(until);
        parts.freshness.poke();
        Ok(())
    }

    /// Polls as soon as the database tells of a change. Without it the log is polled at its own pace.
    async fn listen(&self) {
        loop {
            match self.0.store.listen().await {
                Ok(None) => std::future::pending().await,
                Ok(Some(mut listening)) => {
                    while listening.heard().await.is_ok() {
                        self.0.freshness.poke();
                    }
                }
                Err(error) => tracing::debug!(%error, "changes cannot be listened to"),
            }
            sleep(LISTEN_AGAIN).await;
        }
    }

    async fn write_uses(&self) {
        let mut turns = interval(last_used::EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            self.0.last_used.write(&self.0.store).await;
        }
    }

    async fn keep_house(&self) {
        let mut turns = interval(HOUSEKEEPING);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            if let Err(error) = self.tidy().await {
                tracing::warn!(%error, "old keys, changes, assertions and revocations were not looked at");
            }
        }
    }

    async fn tidy(&self) -> Result<(), KeysError> {
        self.keep_keys().rotate_old(self.0.settings.key_period).await?;
        self.keep_keys().forget_retired().await?;
        let now = self.now();
        let mut tx = self.0.store.begin().await?;
        let platform = tx.platform().await?;
        platform.forget_changes(now - CHANGES_KEPT).await?;
        platform.forget_assertions(now).await?;
        platform.made_once().forget(now - MADE_KEPT).await?;
        platform.forget_revoked_tokens(now - CLOCKS).await?;
        Ok(tx.commit_unrecorded().await?)
    }
}
