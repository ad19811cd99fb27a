//! The background tasks of a token service.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::token_service::{Inner, TokenService};
use crate::attempts::{keep_writing, write_rest};

/// For a write that is under way when the node stops: what it has taken would be lost.
const WRITE_ENDS: Duration = Duration::from_secs(5);

impl TokenService {
    /// Follows the change log, writes the uses of secrets and the attempts of clients, and deletes what is old, until `stop` is ready.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let Inner { store, last_used, attempts, .. } = &*self.0;
        let (stopping, stopped) = watch::channel(());
        let uses = keep_writing(store, || last_used.take(), stopped.clone());
        let asked = keep_writing(store, || attempts.take(), stopped);
        let mut writes = pin!(async { tokio::join!(uses, asked) });
        tokio::select! {
            () = Box::pin(self.follow()) => {}
            () = Box::pin(self.listen()) => {}
            _ = &mut writes => {}
            () = Box::pin(self.keep_house()) => {}
            () = stop => {}
        }
        drop(stopping);
        if timeout(WRITE_ENDS, writes).await.is_err() {
            tracing::warn!("a write of uses or attempts was given up at the stop");
        }
        self.0.follower.lock().await.rest().await;
        write_rest(store, || last_used.take()).await;
        write_rest(store, || attempts.take()).await;
    }
}
