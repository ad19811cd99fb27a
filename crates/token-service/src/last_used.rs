//! When secrets were last used: gathered in memory, written in batches, never on a request's path.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use model::{Timestamp, ids::SecretId};
use parking_lot::Mutex;
use store::Store;

use crate::client::Client;

/// Between two writes: how exact a "last used" is.
pub const EVERY: Duration = Duration::from_secs(5);
/// In one transaction: nobody who changes something waits long for it.
const AT_ONCE: usize = 1_000;

/// The uses since the last write, one per secret.
#[derive(Debug, Default)]
pub struct LastUsed(Mutex<Vec<(Arc<Client>, SecretId, Timestamp)>>);

impl LastUsed {
    /// Takes a lock only for the first use of a secret between two writes.
    pub fn note(&self, client: &Arc<Client>, secret: usize, at: Timestamp) {
        if let Some(secret) = client.secrets().get(secret)
            && !secret.noted.swap(true, Ordering::Relaxed)
        {
            self.0.lock().push((Arc::clone(client), secret.id, at));
        }
    }

    /// Writes what was gathered. What cannot be written is given up: it says only that somebody was there.
    pub async fn write(&self, store: &Store) {
        let uses = std::mem::take(&mut *self.0.lock());
        if uses.is_empty() {
            return;
        }
        let rows: Vec<_> = uses.iter().map(|(client, secret, at)| (client.tenant, *secret, *at)).collect();
        for (client, ..) in &uses {
            client.secrets().iter().for_each(|secret| secret.noted.store(false, Ordering::Relaxed));
        }
        for some in rows.chunks(AT_ONCE) {
            if let Err(error) = write(store, some).await {
                tracing::warn!(%error, uses = some.len(), "the last uses of secrets were not written");
            }
        }
    }
}

async fn write(
    store: &Store,
    rows: &[(model::ids::TenantId, SecretId, Timestamp)],
) -> Result<(), store::Error> {
    let mut tx = store.begin().await?;
    tx.platform().await?.secrets_used(rows).await?;
    tx.commit().await
}
