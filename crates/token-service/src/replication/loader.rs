//! Loads the directory from the database: everything at first, then what changed.

use std::collections::HashSet;
use std::time::Duration;

use model::Timestamp;
use store::Store;
use store::directory::Found;

use super::batch::Batch;
use super::deadline::in_time;
use crate::clients::Directory;

/// For a page of clients, and for what is read beside them.
pub const PAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// More would leave holes in memory that nothing fills again.
const CLIENTS_AT_ONCE: u64 = 500;

/// Fills the directory, but for what all clients share, and removes clients that are gone.
pub async fn load(store: &Store, directory: &Directory, now: Timestamp) -> Result<(), store::Error> {
    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    directory.set_tenants(in_time(PAGE_TIMEOUT, platform.directory_tenants()).await?);
    directory.revoke(in_time(PAGE_TIMEOUT, platform.revoked_tokens(now)).await?, now);
    let known_before = !directory.is_empty();
    let (mut last, mut found) = (None, HashSet::new());
    loop {
        let page = in_time(PAGE_TIMEOUT, platform.directory_page(last, CLIENTS_AT_ONCE)).await?;
        let Some(client) = page.last() else { break };
        last = Some(client.id);
        if known_before {
            found.extend(page.iter().map(|client| client.id));
        }
        for client in page {
            directory.put(client);
        }
    }
    if known_before {
        directory.keep_only(&found);
    }
    Ok(())
}

/// Takes what changed into the directory, but for what all clients share.
pub fn apply(directory: &Directory, batch: &Batch, now: Timestamp) {
    let details = &batch.details;
    for (id, tenant) in &details.tenants {
        directory.set_tenant(*id, tenant.clone());
    }
    for one in &details.found {
        match one {
            Found::Client(client) => directory.put((**client).clone()),
            Found::Gone(id) => directory.remove(*id),
        }
    }
    if !details.revoked.is_empty() {
        directory.revoke(details.revoked.iter().cloned(), now);
    }
}
