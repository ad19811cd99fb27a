//! The last uses of secrets, of clients as workloads and of scopes.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use model::{
    Timestamp,
    ids::{CredentialId, TenantId},
    scope::ScopeName,
};
use parking_lot::Mutex;
use store::{Store, last_uses::SecretUse, scope_uses::ScopeUse};

use super::writer::{AT_ONCE, Group};
use crate::clients::{AskedFor, Client, day_of};

/// Scopes are not noted while so many uses wait, each with a client: at midnight every client's come again.
const MOST_WAITING: usize = 100_000;

/// The uses since the last write, one per secret, one per client that signed in as a workload, and those of scopes that
/// were not noted on the same day before.
#[derive(Debug, Default)]
pub struct LastUsed(Mutex<VecDeque<Use>>);

/// There may be one for each client: it is kept small.
#[derive(Debug)]
struct Use {
    client: Arc<Client>,
    way: Way,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
enum Way {
    /// Which of its secrets, of which there are two at most, and from where.
    Secret(u8, Option<IpAddr>),
    Workload,
    Scopes(AskedFor),
}

/// What is written of some uses, in one order on every node.
#[derive(Debug, Default)]
pub struct Rows {
    secrets: Vec<SecretUse>,
    workloads: Vec<(TenantId, CredentialId, Timestamp)>,
    scopes: Vec<ScopeUse>,
    /// What `scopes` was made of.
    asked: Vec<(Arc<Client>, AskedFor)>,
}

impl LastUsed {
    /// Takes a lock only for the first use of a secret between two writes.
    pub fn note(&self, client: &Arc<Client>, secret: usize, from: Option<IpAddr>, at: Timestamp) {
        if let (Some(known), Ok(secret)) = (client.secrets().get(secret), u8::try_from(secret))
            && !known.noted.swap(true, Ordering::Relaxed)
        {
            self.0.lock().push_back(Use { client: Arc::clone(client), way: Way::Secret(secret, from), at });
        }
    }

    /// As [`note`](Self::note), of a client that signed in as a workload.
    pub fn note_workload(&self, client: &Arc<Client>, at: Timestamp) {
        if !client.workload_noted.swap(true, Ordering::Relaxed) {
            self.0.lock().push_back(Use { client: Arc::clone(client), way: Way::Workload, at });
        }
    }

    /// Takes a lock only for what was not asked for on the same day before.
    pub fn note_scopes(&self, client: &Arc<Client>, asked: AskedFor, at: Timestamp) {
        let Some(new) = client.scopes_noted.note(asked, at) else { return };
        let mut uses = self.0.lock();
        if uses.len() < MOST_WAITING {
            uses.push_back(Use { client: Arc::clone(client), way: Way::Scopes(new), at });
        } else {
            client.scopes_noted.forget(new);
        }
    }

    /// The first of them. From now on uses of these secrets and clients are noted again.
    pub fn take(&self) -> Rows {
        let mut uses = self.0.lock();
        let mut rows = Rows::default();
        while rows.size() < AT_ONCE
            && let Some(used) = uses.pop_front()
        {
            used.put_into(&mut rows);
        }
        if uses.is_empty() {
            uses.shrink_to(AT_ONCE);
        }
        drop(uses);
        rows.secrets.sort_unstable_by_key(|one| one.secret);
        rows.workloads.sort_unstable_by_key(|(_, client, _)| *client);
        rows.scopes.sort_unstable();
        rows
    }
}

impl Use {
    fn put_into(&self, rows: &mut Rows) {
        let Self { client, way, at } = self;
        match way {
            Way::Secret(secret, from) => {
                if let Some(secret) = client.secrets().get(usize::from(*secret)) {
                    secret.noted.store(false, Ordering::Relaxed);
                    let from = from.map(|from| from.to_canonical().to_string());
                    rows.secrets.push(SecretUse { tenant: client.tenant, secret: secret.id, at: *at, from });
                }
            }
            Way::Workload => {
                client.workload_noted.store(false, Ordering::Relaxed);
                rows.workloads.push((client.tenant, client.id, *at));
            }
            Way::Scopes(asked) => {
                let used = |scope: Option<&ScopeName>| ScopeUse {
                    tenant: client.tenant,
                    client: client.id,
                    scope: scope.cloned(),
                    on: day_of(*at),
                };
                rows.scopes.extend(asked.names(client.grant.scopes()).map(used));
                rows.asked.push((Arc::clone(client), *asked));
            }
        }
    }
}

impl Group for Rows {
    const NAME: &'static str = "last uses of secrets and scopes";

    fn size(&self) -> usize {
        self.secrets.len() + self.workloads.len() + self.scopes.len()
    }

    /// In a transaction each: another one may hold a credential and wait for its secrets. Written again they say the
    /// same.
    async fn write(&self, store: &Store, _again: bool) -> store::Result<()> {
        if !self.secrets.is_empty() {
            let mut tx = store.begin().await?;
            tx.platform().await?.secrets_used(&self.secrets).await?;
            tx.commit_unrecorded().await?;
        }
        if !self.workloads.is_empty() {
            let mut tx = store.begin().await?;
            tx.platform().await?.workloads_used(&self.workloads).await?;
            tx.commit_unrecorded().await?;
        }
        if !self.scopes.is_empty() {
            let mut tx = store.begin().await?;
            tx.platform().await?.scopes_used(&self.scopes).await?;
            tx.commit_unrecorded().await?;
        }
        Ok(())
    }

    /// The next use of each scope is noted again, on the same day too. Secrets and workloads are noted again in any
    /// case.
    fn give_up(&self) {
        for (client, asked) in &self.asked {
            client.scopes_noted.forget(*asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use chrono::DateTime;
    use model::ids::SecretId;
    use store::directory::DirectorySecret;

    use super::super::test_clients;
    use super::*;
    use crate::clients::Directory;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    /// As a socket that speaks IPv6 names an address of IPv4.
    fn from(last: u8) -> Option<IpAddr> {
        Some(Ipv4Addr::new(192, 0, 2, last).to_ipv6_mapped().into())
    }

    /// Of a tenant of its own, with a secret.
    fn client(directory: &Directory, number: u64) -> Arc<Client> {
        let secret =
            DirectorySecret { id: SecretId::new(number, &[7; 10]), hash: vec![1; 36], expires_at: None };
        test_clients::client(directory, number, number, vec![secret])
    }

    #[test]
    fn a_secret_waits_once_and_is_noted_again_when_it_was_taken() {
        let (directory, uses) = (Directory::default(), LastUsed::default());
        let clients: Vec<_> = (0..2_500).rev().map(|number| client(&directory, number)).collect();
        for second in [1_u8, 2] {
            clients.iter().for_each(|client| uses.note(client, 0, from(second), at(second.into())));
        }
        assert_eq!(uses.take().size(), AT_ONCE);
        uses.note(&clients[0], 0, from(3), at(3));
        uses.note(&clients[2_499], 0, from(3), at(3));
        for second in [4, 5] {
            uses.note_workload(&clients[7], at(second));
        }
        let (second, third, fourth) = (uses.take(), uses.take(), uses.take());
        assert_eq!([second.size(), third.size(), fourth.size()], [AT_ONCE, 502, 0]);
        assert_eq!(third.workloads, [(clients[7].tenant, clients[7].id, at(4))]);
        uses.note_scopes(&clients[7], AskedFor::of(clients[7].grant.scopes(), None), at(5));
        uses.note_scopes(&clients[7], AskedFor::of(clients[7].grant.scopes(), None), at(6));
        let of_scopes = uses.take();
        assert_eq!(of_scopes.scopes.len(), 1);
        assert!(of_scopes.scopes.iter().all(|used| used.scope.is_none() && used.on == at(0)));
        uses.note_scopes(&clients[7], AskedFor::of(clients[7].grant.scopes(), None), at(7));
        assert_eq!(uses.take().size(), 0, "it was noted on that day");
        of_scopes.give_up();
        uses.note_scopes(&clients[7], AskedFor::of(clients[7].grant.scopes(), None), at(8));
        assert_eq!(uses.take().scopes.len(), 1, "it was not written");
        let (second, third) = (second.secrets, third.secrets);
        assert!(second.is_sorted_by_key(|one| one.secret));
        let of = |number: usize| clients[number].secrets()[0].id;
        let late: Vec<_> = third.iter().filter(|one| one.at == at(3)).collect();
        assert_eq!(late.iter().map(|one| one.secret).collect::<Vec<_>>(), [of(0)]);
        assert_eq!(late[0].from.as_deref(), Some("192.0.2.3"));
        assert!(third.iter().any(|one| (one.secret, one.at) == (of(2_499), at(1))));
    }
}
