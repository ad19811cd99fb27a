//! The start of a token service: it reads keys and clients before it answers.

use std::sync::Arc;

use foundation::SharedRng;
use store::Share;
use tokio::sync::{Semaphore, watch};

use super::dependencies::{Dependencies, Settings};
use super::token_service::{Inner, TokenService};
use crate::attempts::{Attempts, LastUsed};
use crate::clients::{Directory, DiscoveredKeys, JwksUris};
use crate::keys::{Keys, KeysError};
use crate::replication::{Events, Follower, Freshness};

/// Feeds that read the database at a time; others wait for their turn, however many are opened at once.
const FEEDS_READ_AT_ONCE: usize = 4;

impl TokenService {
    /// Reads keys and clients.
    ///
    /// # Errors
    /// The database is away, or no master key given is the one that wrapped the keys.
    pub async fn start(dependencies: Dependencies, settings: Settings) -> Result<Self, KeysError> {
        let follower = Follower::at_the_end(dependencies.store.share(Share::Follower)).await?;
        let service = Self(Arc::new(Inner::new(dependencies, settings, follower)));
        // Loaded before the clients, so that their grants are made once.
        service.load_platform().await?;
        let mut follower = service.0.follower.lock().await;
        follower.load(&service.0.directory, service.now()).await?;
        // Making keys and reading clients may have taken long: what was read is as fresh as this look.
        service.0.freshness.look_now();
        service.follow_once(&mut follower).await?;
        follower.rest().await;
        drop(follower);
        Ok(service)
    }
}

impl Inner {
    fn new(dependencies: Dependencies, settings: Settings, follower: Follower) -> Self {
        let Dependencies { store, clock, urls, masters, pepper, limits, rng } = dependencies;
        Self {
            events: Events::new(follower.seen()),
            follower: tokio::sync::Mutex::new(follower),
            last_used: LastUsed::default(),
            attempts: Attempts::default(),
            feed_reads: Semaphore::new(FEEDS_READ_AT_ONCE),
            closing: watch::Sender::new(false),
            jwks_uris: JwksUris::new(settings.jwks_uri_private_networks),
            discovered_keys: DiscoveredKeys::new(settings.jwks_uri_private_networks),
            directory: Directory::default(),
            freshness: Freshness::default(),
            keys: Keys::default(),
            rng: SharedRng::new(rng),
            followed: store.share(Share::Follower),
            store,
            clock,
            urls,
            settings,
            masters,
            pepper,
            limits,
        }
    }
}
