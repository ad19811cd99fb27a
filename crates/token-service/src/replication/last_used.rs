//! The last uses of secrets: gathered in memory and written in batches, never on a request's path.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use model::{
    Timestamp,
    ids::{SecretId, TenantId},
};
use parking_lot::Mutex;
use store::Store;
use tokio::time::{sleep, timeout};

use crate::clients::Client;

/// Between two writes: how exact a "last used" is.
pub const WRITE_EVERY: Duration = Duration::from_secs(5);
/// In one transaction: no other change waits long for it.
const AT_ONCE: usize = 1_000;
/// Between two transactions of one write, so that requests keep the processor: a million clients that ask every twenty
/// minutes use 833 secrets a second.
const REST: Duration = Duration::from_secs(1);
/// For what is left at the stop.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// The uses since the last write, one per secret.
#[derive(Debug, Default)]
pub struct LastUsed(Mutex<VecDeque<Use>>);

/// There may be one for each client: it is kept small.
#[derive(Debug)]
struct Use {
    client: Arc<Client>,
    /// Which of its secrets: there are two at most.
    secret: u8,
    at: Timestamp,
}

impl LastUsed {
    /// Takes a lock only for the first use of a secret between two writes.
    pub fn note(&self, client: &Arc<Client>, secret: usize, at: Timestamp) {
        if let (Some(known), Ok(secret)) = (client.secrets().get(secret), u8::try_from(secret))
            && !known.noted.swap(true, Ordering::Relaxed)
        {
            self.0.lock().push_back(Use { client: Arc::clone(client), secret, at });
        }
    }

    /// Writes what was gathered, in parts with rests between them.
    pub async fn write(&self, store: &Store) {
        while self.write_some(store).await {
            sleep(REST).await;
        }
    }

    /// Writes what was gathered, as far as there is time, without a rest.
    pub async fn write_rest(&self, store: &Store) {
        let all = async { while self.write_some(store).await {} };
        if timeout(LAST_WRITE, all).await.is_err() {
            tracing::warn!(uses = self.0.lock().len(), "the last uses of secrets were not written in time");
        }
    }

    /// Whether there was a whole part, so that more may be left. What cannot be written is given up: no decision
    /// depends on it.
    async fn write_some(&self, store: &Store) -> bool {
        let rows = self.take_some();
        if rows.is_empty() {
            return false;
        }
        if let Err(error) = write(store, &rows).await {
            tracing::warn!(%error, uses = rows.len(), "the last uses of secrets were not written");
        }
        rows.len() == AT_ONCE
    }

    /// The first of them, in one order on every node. From now on uses of these secrets are noted again.
    fn take_some(&self) -> Vec<(TenantId, SecretId, Timestamp)> {
        let mut uses = self.0.lock();
        let some = uses.len().min(AT_ONCE);
        let mut rows: Vec<_> = uses.drain(..some).filter_map(|used| used.row()).collect();
        if uses.is_empty() {
            uses.shrink_to(AT_ONCE);
        }
        drop(uses);
        rows.sort_unstable_by_key(|(_, secret, _)| *secret);
        rows
    }
}

impl Use {
    fn row(&self) -> Option<(TenantId, SecretId, Timestamp)> {
        let secret = self.client.secrets().get(usize::from(self.secret))?;
        secret.noted.store(false, Ordering::Relaxed);
        Some((self.client.tenant, secret.id, self.at))
    }
}

async fn write(store: &Store, rows: &[(TenantId, SecretId, Timestamp)]) -> Result<(), store::Error> {
    let mut tx = store.begin().await?;
    tx.platform().await?.secrets_used(rows).await?;
    tx.commit_unrecorded().await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;
    use model::{credential::AuthMethod, environment::Environment, ids::CredentialId, scope::ScopeSet};
    use store::directory::{DirectoryClient, DirectorySecret};

    use super::*;
    use crate::clients::Directory;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    fn client(directory: &Directory, number: u64) -> Option<Arc<Client>> {
        let id = CredentialId::new(number, &[7; 10]);
        let hash = vec![1; 36];
        directory.put(DirectoryClient {
            id,
            tenant: TenantId::new(number, &[7; 10]),
            environment: Environment::Live,
            connection: None,
            app: None,
            auth_method: AuthMethod::ClientSecret,
            keys: None,
            egress_networks: BTreeSet::new(),
            secrets: vec![DirectorySecret { id: SecretId::new(number, &[7; 10]), hash, expires_at: None }],
            scopes: ScopeSet::new(),
            active: true,
            ends_at: None,
            generation: 1,
        });
        directory.client(id)
    }

    #[test]
    fn a_secret_waits_once_and_is_noted_again_when_it_was_taken() {
        let (directory, uses) = (Directory::default(), LastUsed::default());
        let clients: Vec<_> = (0..2_500).rev().filter_map(|number| client(&directory, number)).collect();
        for second in [1, 2] {
            clients.iter().for_each(|client| uses.note(client, 0, at(second)));
        }
        assert_eq!(uses.take_some().len(), AT_ONCE);
        uses.note(&clients[0], 0, at(3));
        uses.note(&clients[2_499], 0, at(3));
        let (second, third, fourth) = (uses.take_some(), uses.take_some(), uses.take_some());
        assert_eq!([second.len(), third.len(), fourth.len()], [AT_ONCE, 501, 0]);
        assert!(second.is_sorted_by_key(|(_, secret, _)| *secret));
        let of = |number: usize| clients[number].secrets()[0].id;
        let late: Vec<_> = third.iter().filter(|(_, _, used)| *used == at(3)).map(|row| row.1).collect();
        assert_eq!(late, [of(0)]);
        assert!(third.iter().any(|(_, secret, used)| (*secret, *used) == (of(2_499), at(1))));
    }
}
