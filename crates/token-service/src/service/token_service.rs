//! The token service as one value: what handlers share, and the work that goes on behind them.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::TimeDelta;
use credentials::{JwkSet, MasterKeys, Pepper};
use limits::Limits;
use marketplace::{Clock, Urls};
use model::{
    Timestamp,
    environment::Environment,
    ids::{CredentialId, TenantId},
};
use parking_lot::Mutex;
use rand::{SeedableRng, rngs::StdRng};
use store::directory::Shared;
use store::{Share, Store};
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::Instant;

use ::web::Networks;

use crate::directory::{self, Directory};
use crate::error::TokenError;
use crate::events::Events;
use crate::follower::Follower;
use crate::freshness::Freshness;
use crate::jwks_uri::JwksUris;
use crate::key_keeping::KeyKeeper;
use crate::key_kind::KeyKind;
use crate::keys::{Keys, KeysError};
use crate::last_used::LastUsed;

/// Feeds that read the database at a time; others wait for their turn, however many are opened at once.
const FEEDS_READ_AT_ONCE: usize = 4;

/// What an operator decides about tokens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a key signs before another takes over.
    pub key_period: TimeDelta,
    /// Proxies whose word on the client's certificate is believed (RFC 9440).
    pub certificate_proxies: Networks,
    /// Whether clients may publish their keys on addresses that are not on the public internet.
    pub jwks_uri_private_networks: bool,
    /// Origins whose pages may ask the token endpoint: `https://app.example`.
    pub token_origins: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key_period: TimeDelta::days(90),
            certificate_proxies: Networks::default(),
            jwks_uri_private_networks: false,
            token_origins: Vec::new(),
        }
    }
}

/// Issues tokens from memory. Cheap to clone; clones are one service.
#[derive(Clone)]
pub struct TokenService(pub(crate) Arc<Parts>);

pub(crate) struct Parts {
    pub store: Store,
    /// The same database, by the follower's connections.
    pub following: Store,
    pub clock: Clock,
    pub urls: Urls,
    pub settings: Settings,
    pub masters: MasterKeys,
    pub pepper: Pepper,
    pub limits: Limits,
    pub jwks_uris: JwksUris,
    pub chance: Mutex<StdRng>,
    pub directory: Directory,
    pub events: Events,
    pub freshness: Freshness,
    pub keys: Keys,
    pub last_used: LastUsed,
    pub follower: tokio::sync::Mutex<Follower>,
    /// Turns of feeds that have to read the database.
    pub feed_reads: Semaphore,
    /// Whether the feeds that resource servers follow have to end.
    pub closing: watch::Sender<bool>,
}

/// Whether a token that verifies offline is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Alive,
    /// Its connection or credential was paused, renewed, narrowed or deleted since, or the token itself revoked.
    Dead,
    /// This node has lost touch with the database for more than a second.
    Unsure,
}

/// Where the service stands, and what it holds: made by the caller.
pub struct Ground {
    pub store: Store,
    pub clock: Clock,
    pub urls: Urls,
    pub masters: MasterKeys,
    pub pepper: Pepper,
    pub limits: Limits,
    /// Seeded by the operating system.
    pub rng: StdRng,
}

impl TokenService {
    /// Reads keys and clients.
    ///
    /// # Errors
    /// The database is away, or no master key given is the one that wrapped the keys.
    pub async fn start(ground: Ground, settings: Settings) -> Result<Self, KeysError> {
        let Ground { store, clock, urls, masters, pepper, limits, rng } = ground;
        let (directory, freshness) = (Directory::default(), Freshness::default());
        // Loaded before the clients, so that their grants are made once.
        let follower = Follower::at_the_end(store.share(Share::Follower)).await?;
        let service = Self(Arc::new(Parts {
            events: Events::new(follower.seen()),
            follower: tokio::sync::Mutex::new(follower),
            last_used: LastUsed::default(),
            feed_reads: Semaphore::new(FEEDS_READ_AT_ONCE),
            closing: watch::Sender::new(false),
            jwks_uris: JwksUris::new(settings.jwks_uri_private_networks),
            limits,
            keys: Keys::default(),
            chance: Mutex::new(rng),
            following: store.share(Share::Follower),
            store,
            clock,
            urls,
            settings,
            masters,
            pepper,
            directory,
            freshness,
        }));
        service.load_platform().await?;
        let mut follower = service.0.follower.lock().await;
        follower.load(&service.0.directory, service.now()).await?;
        // Making keys and reading clients may have taken long: what was read is as fresh as this poll.
        service.0.freshness.poke();
        service.poll(&mut follower).await?;
        follower.rest().await;
        drop(follower);
        Ok(service)
    }

    /// Loads what all clients share: keys, after making those that the catalogue wants, then the catalogue.
    pub(crate) async fn load_platform(&self) -> Result<(), KeysError> {
        self.take_up(self.0.following.shared().await?).await
    }

    /// Acts on what all clients share. Another round trip, and more, only where keys are to be made first.
    pub(crate) async fn take_up(&self, mut shared: Shared) -> Result<(), KeysError> {
        let parts = &self.0;
        let kinds = KeyKind::wanted(&directory::formats(&shared.scopes));
        if KeyKeeper::<StdRng>::lacks(&shared.keys, &kinds) {
            self.keep_keys().provide(&kinds).await?;
            shared = parts.following.shared().await?;
        }
        parts.keys.replace(&shared.keys, &parts.masters, self.now())?;
        parts.directory.set_catalogue(shared.scopes);
        parts.directory.set_resource_servers(shared.resource_servers);
        Ok(())
    }

    pub(crate) fn keep_keys(&self) -> KeyKeeper<'_, StdRng> {
        let rng = StdRng::from_rng(&mut *self.0.chance.lock());
        KeyKeeper { store: &self.0.following, masters: &self.0.masters, rng, now: self.now() }
    }

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

    pub(crate) fn trusted(&self) -> Result<(), TokenError> {
        if self.is_ready() { Ok(()) } else { Err(TokenError::TemporarilyUnavailable) }
    }

    /// What a failure to authenticate is answered with: 429 where its address has failed too often.
    pub(crate) fn refused(&self, error: TokenError, address: Option<IpAddr>) -> TokenError {
        match (error, address) {
            (TokenError::InvalidClient, Some(address)) => {
                self.0.limits.failed(address, self.now()).err().map_or(error, TokenError::RateLimited)
            }
            _ => error,
        }
    }

    /// Whether a token with this `jti`, of this client and generation, is still good.
    pub fn standing(&self, client: CredentialId, generation: u64, jti: &str) -> Standing {
        if !self.is_ready() {
            return Standing::Unsure;
        }
        let alive = self
            .0
            .directory
            .client(client)
            .is_some_and(|client| client.is_live(self.now()) && client.generation <= generation);
        if alive && !self.0.directory.is_revoked(jti) { Standing::Alive } else { Standing::Dead }
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

    /// The tenant that an issuer's path names, if there is one on that side.
    pub(crate) fn tenant_at(&self, tenant: &str, environment: Environment) -> Option<TenantId> {
        let tenant = tenant.parse().ok()?;
        (self.0.directory.tenant(tenant) == Some(environment)).then_some(tenant)
    }
}
