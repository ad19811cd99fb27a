//! The token service, and what its parts share.

use std::sync::Arc;

use credentials::{JwkSet, MasterKeys, Pepper};
use foundation::{Clock, SharedRng, Urls};
use limits::Limits;
use model::Timestamp;
use model::environment::Environment;
use model::ids::CredentialId;
use store::Store;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::Instant;

use super::dependencies::Settings;
use crate::attempts::{Attempts, LastUsed};
use crate::clients::{Directory, DiscoveredKeys, JwksUris};
use crate::errors::TokenError;
use crate::keys::Keys;
use crate::replication::{Events, Follower, Freshness};

/// Issues tokens from memory. Cheap to clone; clones are one service.
#[derive(Clone)]
pub struct TokenService(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    /// The same database, by the follower's connections.
    pub followed: Store,
    pub clock: Clock,
    pub urls: Urls,
    pub settings: Settings,
    pub masters: MasterKeys,
    pub pepper: Pepper,
    pub limits: Limits,
    pub jwks_uris: JwksUris,
    /// Of issuers of workloads.
    pub discovered_keys: DiscoveredKeys,
    pub rng: SharedRng,
    pub directory: Directory,
    pub events: Events,
    pub freshness: Freshness,
    pub keys: Keys,
    pub last_used: LastUsed,
    pub attempts: Attempts,
    pub follower: tokio::sync::Mutex<Follower>,
    /// Turns of feeds that have to read the database.
    pub feed_reads: Semaphore,
    /// Whether the feeds that resource servers follow have to end.
    pub closing: watch::Sender<bool>,
}

/// Whether a token that verifies offline is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Its connection or credential was paused, regenerated, narrowed or deleted since, or the token itself revoked.
    Revoked,
    /// This node has lost touch with the database for more than a second.
    Unsure,
}

impl TokenService {
    /// Waits until everything committed before this call is acted on, or for a second.
    pub async fn catch_up(&self) {
        if self.0.freshness.newer_than(Instant::now()).await.is_err() {
            tracing::warn!("the change log could not be read after a change");
        }
    }

    /// Whether tokens are being issued: what this node knows is at most a second old.
    pub fn is_ready(&self) -> bool {
        self.0.freshness.is_fresh()
    }

    pub(crate) fn check_ready(&self) -> Result<(), TokenError> {
        if self.is_ready() { Ok(()) } else { Err(TokenError::TemporarilyUnavailable) }
    }

    /// Whether a token with this `jti`, of this client and generation, is still good.
    pub fn standing(&self, client: CredentialId, generation: u64, jti: &str) -> Standing {
        if !self.is_ready() {
            return Standing::Unsure;
        }
        let alive = self.0.directory.client(client).is_some_and(|client| {
            client.is_live(self.now())
                && client.generation <= generation
                && !self.0.directory.has_no_issuer(&client)
        });
        if alive && !self.0.directory.is_revoked(jti) { Standing::Active } else { Standing::Revoked }
    }

    /// The public keys of an environment.
    pub fn public_keys(&self, environment: Environment) -> JwkSet {
        self.0.keys.ring(environment).published().clone()
    }

    /// Ends the feeds that resource servers follow, so that they turn to another node. Requests are still answered.
    pub fn close_feeds(&self) {
        self.0.closing.send_replace(true);
    }

    /// Waits until this feed may read the database.
    pub(crate) async fn feed_turn(&self) -> Option<SemaphorePermit<'_>> {
        self.0.feed_reads.acquire().await.ok()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    pub(crate) fn urls(&self) -> &Urls {
        &self.0.urls
    }
}
