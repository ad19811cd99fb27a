//! Keeps the directory true: loads it once, then polls the change log and loads what changed.

use std::collections::HashSet;
use std::time::Duration;

use store::Store;
use store::changes::{Change, Recorded};
use store::directory::Found;
use tokio::time::{Instant, sleep, timeout};

use crate::directory::Directory;
use crate::freshness::Freshness;

const POLL_EVERY: Duration = Duration::from_millis(200);
/// Between two polls, however often somebody pokes.
const POLL_PAUSE: Duration = Duration::from_millis(10);
/// A poll that takes longer is given up; the next one takes another connection.
const POLL_TIMEOUT: Duration = Duration::from_secs(2);
const CHANGES_AT_ONCE: u64 = 500;
const CLIENTS_AT_ONCE: u64 = 2_000;

/// What one poll found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polled {
    UpToDate,
    /// Catalogue and keys have to be loaded anew; then the directory is true up to `until`.
    Platform {
        until: i64,
    },
}

/// The place in the change log up to which the directory is true.
#[derive(Debug)]
pub struct Feed {
    store: Store,
    seen: i64,
}

impl Feed {
    /// Fills the directory. Changes that are committed meanwhile are found by the next poll.
    pub async fn load(store: Store, directory: &Directory) -> Result<Self, store::Error> {
        let mut tx = store.read().await?;
        let platform = tx.platform().await?;
        let seen = platform.last_change().await?;
        directory.set_tenants(platform.directory_tenants().await?);
        directory.set_catalogue(platform.directory_scopes().await?);
        let mut last = None;
        loop {
            let page = platform.directory_page(last, CLIENTS_AT_ONCE).await?;
            let Some(client) = page.last() else { break };
            last = Some(client.id);
            page.into_iter().for_each(|client| directory.put(client));
        }
        drop(tx);
        Ok(Self { store, seen })
    }

    /// Loads what all clients share; the clients stay.
    pub async fn load_catalogue(&mut self, directory: &Directory, until: i64) -> Result<(), store::Error> {
        let mut tx = self.store.read().await?;
        directory.set_catalogue(tx.platform().await?.directory_scopes().await?);
        self.seen = until;
        Ok(())
    }

    /// Waits for the next turn, then brings the directory up to date.
    pub async fn next(
        &mut self,
        directory: &Directory,
        freshness: &Freshness,
    ) -> Result<Polled, store::Error> {
        sleep(POLL_PAUSE).await;
        freshness.wait_for_turn(POLL_EVERY).await;
        loop {
            let began = Instant::now();
            let too_slow = |_| store::Error::Unavailable("the change log does not answer".to_owned());
            let changes = timeout(POLL_TIMEOUT, self.poll(directory)).await.map_err(too_slow)??;
            if changes.iter().any(|recorded| recorded.change == Change::Platform) {
                let until = changes.last().map_or(self.seen, |recorded| recorded.sequence);
                return Ok(Polled::Platform { until });
            }
            if changes.is_empty() {
                freshness.known_since(began);
                return Ok(Polled::UpToDate);
            }
        }
    }

    /// Applies the next changes, and says which they were; none when the directory was true when the poll began.
    async fn poll(&mut self, directory: &Directory) -> Result<Vec<Recorded>, store::Error> {
        let mut tx = self.store.read().await?;
        let platform = tx.platform().await?;
        let changes = platform.changes_after(self.seen, CHANGES_AT_ONCE).await?;
        let distinct: HashSet<Change> = changes.iter().map(|recorded| recorded.change.clone()).collect();
        for change in distinct {
            let found = match change {
                Change::Platform | Change::Token(_) => continue,
                Change::Connection(_, connection) => platform.directory_connection(connection).await?,
                Change::Credential(_, credential) => platform.directory_credential(credential).await?,
                Change::Tenant(tenant) => {
                    directory.set_tenant(tenant, platform.directory_environment(tenant).await?);
                    platform.directory_tenant(tenant).await?
                }
            };
            apply(directory, found);
        }
        // With a change of the platform among them, they are only done with when that is.
        if !changes.iter().any(|recorded| recorded.change == Change::Platform) {
            self.seen = changes.last().map_or(self.seen, |recorded| recorded.sequence);
        }
        Ok(changes)
    }
}

fn apply(directory: &Directory, found: Vec<Found>) {
    for one in found {
        match one {
            Found::Client(client) => directory.put(client),
            Found::Gone(id) => directory.remove(id),
        }
    }
}
