//! How often a client, a tenant or an address may ask in a minute, counted for all nodes in sum.
//!
//! A request is decided from memory (`counts`); `exchange` tells the other nodes about once a second, through the
//! database, who is busy. A limit therefore holds within what the other nodes let through in a second or two.
//!
//! Tokens are counted after the client has authenticated, so a caller cannot use up another's share with wrong secrets.
//! Failures are counted for the address they came from, and limit failures alone: the right secret is accepted however
//! many wrong ones came from beside it.

mod counts;
mod estimate;
mod exceeded;
mod exchange;
mod limited;
mod look_up;
mod relay;
mod retry_after;
mod subjects;
mod verification;
mod window;

pub use exceeded::Exceeded;
pub use limited::Kind;
pub use look_up::LookUp;
pub use retry_after::RetryAfter;

use std::net::IpAddr;
use std::sync::Arc;

use model::Timestamp;
use model::ids::{CredentialId, TenantId};

use counts::Counts;
use limited::LimitedCounts;

/// Subjects of a kind that are counted at the same time; beyond that the oldest are forgotten.
const CLIENTS: usize = 1 << 20;
const ADDRESSES: usize = 1 << 16;
/// For each token that a client may get, proofs that it may bring elsewhere: it calls more often than it asks for
/// tokens.
const PROOFS_PER_TOKEN: u32 = 10;
/// Wrong passwords a minute for one account from one address.
const WRONG_PASSWORDS: u32 = 10;
/// The same, from an address that has reached its limit of failures: whoever shares it with a guesser may go on if
/// their first try is right.
const WRONG_PASSWORDS_FROM_A_GUESSER: u32 = 1;

/// A minute; 0: no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    pub client_tokens: u32,
    pub tenant_tokens: u32,
    pub address_failures: u32,
}

impl Settings {
    /// DPoP proofs that a client may bring outside the token endpoint.
    fn client_proofs(self) -> u32 {
        self.client_tokens.saturating_mul(PROOFS_PER_TOKEN)
    }
}

/// The limits of a node. Cheap to clone; clones are one.
#[derive(Debug, Clone)]
pub struct Limits(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    settings: Settings,
    clients: Counts,
    tenants: Counts,
    addresses: Counts,
    accounts: Counts,
    proofs: Counts,
    look_ups: Counts,
    relays: Counts,
    verifications: Counts,
    limited: LimitedCounts,
}

/// What an address is counted by: itself, or its IPv6 network.
pub fn network(address: IpAddr) -> u128 {
    subjects::address(address)
}

impl Limits {
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Parts {
            settings,
            clients: Counts::new(settings.client_tokens, CLIENTS),
            tenants: Counts::new(settings.tenant_tokens, CLIENTS),
            addresses: Counts::new(settings.address_failures, ADDRESSES),
            accounts: Counts::new(WRONG_PASSWORDS, ADDRESSES),
            proofs: Counts::new(settings.client_proofs(), CLIENTS),
            look_ups: Counts::new(settings.look_ups(), ADDRESSES),
            relays: Counts::new(relay::MOST, ADDRESSES),
            verifications: Counts::new(verification::MOST, ADDRESSES),
            limited: LimitedCounts::default(),
        }))
    }

    /// Nothing is limited.
    pub fn none() -> Self {
        Self::new(Settings::default())
    }

    pub fn settings(&self) -> Settings {
        self.0.settings
    }

    /// Counts a token for an authenticated client and its tenant, if both may have one more. What is refused is not
    /// counted. To be asked before anything is written in the client's name, and [given back](Self::give_back) when
    /// the request fails after that.
    pub fn token(&self, tenant: TenantId, client: CredentialId, now: Timestamp) -> Result<(), Exceeded> {
        let counted = self.count_token(tenant, client, now);
        counted.map_err(|(kind, wait)| {
            self.0.limited.note(tenant, client, now);
            self.refuse(kind, wait)
        })
    }

    /// Undoes a [`token`](Self::token) of a moment ago (`at`): the client has not got it.
    pub fn give_back(&self, tenant: TenantId, client: CredentialId, at: Timestamp) {
        self.0.clients.give_back(client.uuid().as_u128(), at.into());
        self.0.tenants.give_back(tenant.uuid().as_u128(), at.into());
    }

    fn count_token(
        &self,
        tenant: TenantId,
        client: CredentialId,
        now: Timestamp,
    ) -> Result<(), (Kind, RetryAfter)> {
        let Parts { settings, clients, tenants, .. } = &*self.0;
        let (id, time) = (client.uuid().as_u128(), now.into());
        if settings.client_tokens > 0 {
            clients.take(id, settings.client_tokens, time).map_err(|retry| (Kind::Client, retry))?;
        }
        if settings.tenant_tokens > 0 {
            let taken = tenants.take(tenant.uuid().as_u128(), settings.tenant_tokens, time);
            taken.map_err(|retry| {
                clients.give_back(id, time);
                (Kind::Tenant, retry)
            })?;
        }
        Ok(())
    }

    /// Counts a DPoP proof that a client brings outside the token endpoint: each makes a row. To be asked before that,
    /// and [given back](Self::give_back_proof) when the proof was used before.
    ///
    /// # Errors
    /// The client brought too many.
    pub fn proof(&self, client: CredentialId, now: Timestamp) -> Result<(), Exceeded> {
        let limit = self.0.settings.client_proofs();
        if limit == 0 {
            return Ok(());
        }
        let taken = self.0.proofs.take(client.uuid().as_u128(), limit, now.into());
        taken.map_err(|wait| self.refuse(Kind::Proof, wait))
    }

    /// Undoes a [`proof`](Self::proof) of a moment ago (`at`).
    pub fn give_back_proof(&self, client: CredentialId, at: Timestamp) {
        self.0.proofs.give_back(client.uuid().as_u128(), at.into());
    }

    /// Counts a failure to authenticate: a wrong secret, an unknown client, a bad assertion, a link that is none.
    ///
    /// # Errors
    /// The address has failed too often: answer 429 instead of saying what was wrong.
    pub fn failed(&self, address: IpAddr, now: Timestamp) -> Result<(), Exceeded> {
        if self.0.settings.address_failures == 0 {
            return Ok(());
        }
        self.count_failure(subjects::address(address), now).map_err(|wait| self.refuse(Kind::Address, wait))
    }

    fn count_failure(&self, address: u128, now: Timestamp) -> Result<(), RetryAfter> {
        self.0.addresses.take(address, self.0.settings.address_failures, now.into())
    }

    /// Counts a try of a password before it is checked, so that tries at the same time count too.
    ///
    /// # Errors
    /// This account was tried too often from this address, or the address failed too often to try more than once.
    pub fn try_password(
        &self,
        address: IpAddr,
        account: &str,
        now: Timestamp,
    ) -> Result<PasswordTry, Exceeded> {
        if self.0.settings.address_failures == 0 {
            return Ok(PasswordTry(None));
        }
        let (pair, address) = (subjects::pair(address, account), subjects::address(address));
        let within = self.count_failure(address, now).is_ok();
        let (most, limit) = if within {
            (WRONG_PASSWORDS, Kind::Account)
        } else {
            (WRONG_PASSWORDS_FROM_A_GUESSER, Kind::Address)
        };
        let attempt = Attempt { limits: self.clone(), address: within.then_some(address), pair, at: now };
        match self.0.accounts.take(pair, most, now.into()) {
            Ok(()) => Ok(PasswordTry(Some(attempt))),
            Err(wait) => {
                attempt.forgive_address();
                Err(self.refuse(limit, wait))
            }
        }
    }

    fn refuse(&self, limit: Kind, wait: RetryAfter) -> Exceeded {
        self.0.limited.count(limit);
        limit.exceeded(wait)
    }

    /// How often each limit refused since the node started.
    pub fn refused(&self) -> [(Kind, u64); Kind::ALL.len()] {
        Kind::ALL.map(|kind| (kind, self.0.limited.total(kind)))
    }
}

/// A try of a password, counted as wrong until it is [forgiven](PasswordTry::forgive).
#[must_use = "it stays counted as wrong unless it is forgiven"]
#[derive(Debug)]
pub struct PasswordTry(Option<Attempt>);

#[derive(Debug)]
struct Attempt {
    limits: Limits,
    address: Option<u128>,
    pair: u128,
    at: Timestamp,
}

impl PasswordTry {
    /// The password was right, or could not be checked.
    pub fn forgive(self) {
        if let Some(attempt) = self.0 {
            attempt.limits.0.accounts.give_back(attempt.pair, attempt.at.into());
            attempt.forgive_address();
        }
    }
}

impl Attempt {
    fn forgive_address(&self) {
        if let Some(address) = self.address {
            self.limits.0.addresses.give_back(address, self.at.into());
        }
    }
}

#[cfg(test)]
mod tests;
