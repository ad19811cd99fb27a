//! Clients that were rate-limited, collected in memory and written together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use model::Timestamp;
use model::ids::{CredentialId, TenantId};
use parking_lot::Mutex;
use store::Store;
use store::refusals::Refused;

/// Clients that are remembered between two writes.
const MOST: usize = 10_000;

/// Which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tokens of one client.
    Client,
    /// Tokens of all clients of a tenant.
    Tenant,
    /// Failures from one address.
    Address,
    /// Wrong passwords for one account, from one address or from everywhere. Whether there is such an account counts for
    /// nothing.
    Account,
    /// Wrong codes of the second factor of one account.
    SecondFactor,
    /// Links to a new password asked for by mail, for one account or from one address.
    PasswordReset,
    /// Changes of an e-mail address asked for, to one address or from one.
    AddressChange,
    /// DPoP proofs of one client outside the token endpoint.
    Proof,
    /// Look-ups of sessions, links and secrets that are none, from one address.
    LookUp,
    /// Calls of APIs' sandboxes through this platform, from one address.
    Relay,
    /// Verifications of histories, by one person.
    Verification,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Client,
        Self::Tenant,
        Self::Address,
        Self::Account,
        Self::SecondFactor,
        Self::PasswordReset,
        Self::AddressChange,
        Self::Proof,
        Self::LookUp,
        Self::Relay,
        Self::Verification,
    ];

    /// For the label of a metric.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Tenant => "tenant",
            Self::Address => "address",
            Self::Account => "account",
            Self::SecondFactor => "second_factor",
            Self::PasswordReset => "password_reset",
            Self::AddressChange => "address_change",
            Self::Proof => "proof",
            Self::LookUp => "look_up",
            Self::Relay => "relay",
            Self::Verification => "verification",
        }
    }

    /// What there was too much of, for callers and for the log.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::Client => "too many tokens for this client",
            Self::Tenant => "too many tokens for this tenant",
            Self::Address => "too many failures from this address",
            Self::Account => "too many wrong passwords for this account",
            Self::SecondFactor => "too many wrong codes for this account",
            Self::PasswordReset => "too many links to a new password were asked for",
            Self::AddressChange => "too many changes of an e-mail address were asked for",
            Self::Proof => "too many DPoP proofs of this client",
            Self::LookUp => "too many look-ups in vain from this address",
            Self::Relay => "too many calls through the relay from this address",
            Self::Verification => "too many verifications of histories by this person",
        }
    }
}

#[derive(Debug, Default)]
pub struct LimitedCounts {
    totals: [AtomicU64; Kind::ALL.len()],
    clients: Mutex<HashMap<(TenantId, CredentialId), (u64, Timestamp)>>,
}

impl LimitedCounts {
    pub fn count(&self, kind: Kind) {
        self.total_of(kind).fetch_add(1, Ordering::Relaxed);
    }

    /// Since the node started.
    pub fn total(&self, kind: Kind) -> u64 {
        self.total_of(kind).load(Ordering::Relaxed)
    }

    #[expect(clippy::indexing_slicing, reason = "each kind has its total")]
    fn total_of(&self, kind: Kind) -> &AtomicU64 {
        &self.totals[kind as usize]
    }

    pub fn note(&self, tenant: TenantId, client: CredentialId, at: Timestamp) {
        let mut clients = self.clients.lock();
        if clients.len() < MOST || clients.contains_key(&(tenant, client)) {
            let (refused, last) = clients.entry((tenant, client)).or_insert((0, at));
            *refused += 1;
            *last = at.max(*last);
        }
    }

    /// Writes what was gathered. What cannot be written is given up: it says only that a client was refused.
    pub async fn write(&self, store: &Store) {
        let gathered = std::mem::take(&mut *self.clients.lock());
        if gathered.is_empty() {
            return;
        }
        let rows: Vec<_> = gathered
            .into_iter()
            .map(|((tenant, client), (refused, last_at))| Refused { tenant, client, refused, last_at })
            .collect();
        if let Err(error) = write(store, &rows).await {
            tracing::warn!(%error, clients = rows.len(), "refusals were not written");
        }
    }
}

async fn write(store: &Store, rows: &[Refused]) -> store::Result<()> {
    let mut tx = store.begin().await?;
    tx.platform().await?.note_refusals(rows).await?;
    tx.commit_unrecorded().await
}
