//! Follows the change log, and applies what other nodes and operations have changed.

use std::time::Duration;

use tokio::time::sleep;

use super::token_service::TokenService;
use crate::keys::KeysError;
use crate::replication::{Follower, Turn, in_time};

/// For catalogue and keys, new ones among them.
const PLATFORM_TIMEOUT: Duration = Duration::from_secs(15);
/// Before the database is listened to again after the connection was lost.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

impl TokenService {
    pub(super) async fn follow(&self) {
        let mut follower = self.0.follower.lock().await;
        let mut connected = true;
        loop {
            let followed = self.follow_once(&mut follower).await;
            match &followed {
                Ok(()) if !connected => tracing::info!("the change log is being followed again"),
                Err(error) if connected => tracing::error!(%error, "the change log cannot be followed"),
                _ => {}
            }
            connected = followed.is_ok();
        }
    }

    pub(super) async fn follow_once(&self, follower: &mut Follower) -> Result<(), KeysError> {
        let inner = &self.0;
        match follower.next(&inner.freshness).await? {
            Turn::Done => Ok(()),
            Turn::News(mut news) => {
                if let Some(shared) = news.batch.details.shared.take() {
                    in_time(PLATFORM_TIMEOUT, Box::pin(self.take_platform(shared))).await?;
                }
                follower.done(news, &inner.directory, &inner.events, &inner.freshness, self.now());
                Ok(())
            }
            Turn::Lost => self.begin_again(follower).await,
        }
    }

    /// The database has another log than the one that was followed: it went back in time (a standby that was promoted
    /// too early, a dump in its place), or no longer has this node's place. Nothing known so far counts, neither here
    /// nor for those who follow the feed. The next look finds what changes meanwhile.
    async fn begin_again(&self, follower: &mut Follower) -> Result<(), KeysError> {
        let inner = &self.0;
        let (seen, until) = (follower.seen(), follower.end_of_log().await?);
        tracing::warn!(
            seen = seen.sequence(),
            end = until.sequence(),
            other_epoch = seen.is_elsewhere(&until),
            "the change log went back in time, or is no longer kept from this node's place on: everything is loaded again"
        );
        in_time(PLATFORM_TIMEOUT, Box::pin(self.load_platform())).await?;
        follower.load(&inner.directory, self.now()).await?;
        follower.take_place(until);
        inner.events.begin_again(until);
        inner.freshness.look_now();
        Ok(())
    }

    /// Looks at the change log as soon as the database notifies of a change. Other databases are looked at every 200
    /// ms.
    pub(super) async fn listen(&self) {
        loop {
            match self.0.store.listen().await {
                Ok(None) => std::future::pending().await,
                Ok(Some(mut listening)) => {
                    while listening.heard().await.is_ok() {
                        self.0.freshness.look_now();
                    }
                }
                Err(error) => tracing::debug!(%error, "changes cannot be listened to"),
            }
            sleep(LISTEN_AGAIN).await;
        }
    }
}
