//! The signing keys of both environments: opened once, kept parsed, published as JWK Sets.

use std::sync::Arc;

use actix_web::web::Bytes;
use arc_swap::ArcSwap;
use credentials::{JwkSet, MasterKey, SigningFailed, SigningKey, UnwrapFailed};
use model::{Timestamp, environment::Environment, token::SigningAlgorithm};
use rand::CryptoRng;
use store::{Store, signing_keys::StoredSigningKey};

/// Why the signing keys could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("signing key {kid} cannot be opened: {why}")]
    Unwrap { kid: String, why: UnwrapFailed },
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    #[error("a JWK Set could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// The keys in use, per environment, so that a sandbox token can never verify as a live one.
#[derive(Debug)]
pub struct Keys {
    live: ArcSwap<KeyRing>,
    sandbox: ArcSwap<KeyRing>,
}

/// One environment's keys.
#[derive(Debug, Default)]
pub struct KeyRing {
    /// Newest first.
    keys: Vec<(Timestamp, Arc<SigningKey>)>,
    published: JwkSet,
    body: Bytes,
}

impl KeyRing {
    /// The key that signs now: the newest whose time has come, or the oldest when none has (this node's clock is behind
    /// that of the node which made the first key).
    pub fn signing(&self, now: Timestamp) -> Option<&Arc<SigningKey>> {
        let due = self.keys.iter().find(|(not_before, _)| *not_before <= now);
        due.or(self.keys.last()).map(|(_, key)| key)
    }

    pub fn published(&self) -> &JwkSet {
        &self.published
    }

    /// The JWK Set as it is sent.
    pub fn body(&self) -> Bytes {
        self.body.clone()
    }
}

impl Keys {
    /// Reads the keys, after making a first one for each environment that has none.
    pub async fn load(
        store: &Store,
        master: &MasterKey,
        rng: &mut (impl CryptoRng + ?Sized),
        now: Timestamp,
    ) -> Result<Self, KeysError> {
        make_first_keys(store, master, rng, now).await?;
        let keys = Self { live: ArcSwap::default(), sandbox: ArcSwap::default() };
        keys.reload(store, master, now).await?;
        Ok(keys)
    }

    /// Reads the keys anew, after a change that another node may have made.
    pub async fn reload(&self, store: &Store, master: &MasterKey, now: Timestamp) -> Result<(), KeysError> {
        let stored = store.read().await?.platform().await?.signing_keys().await?;
        for environment in [Environment::Live, Environment::Sandbox] {
            let ring = ring(&stored, environment, master, now)?;
            self.swap(environment).store(Arc::new(ring));
        }
        Ok(())
    }

    pub fn ring(&self, environment: Environment) -> arc_swap::Guard<Arc<KeyRing>> {
        self.swap(environment).load()
    }

    fn swap(&self, environment: Environment) -> &ArcSwap<KeyRing> {
        match environment {
            Environment::Live => &self.live,
            Environment::Sandbox => &self.sandbox,
        }
    }
}

fn ring(
    stored: &[StoredSigningKey],
    environment: Environment,
    master: &MasterKey,
    now: Timestamp,
) -> Result<KeyRing, KeysError> {
    let usable = |key: &&StoredSigningKey| {
        key.environment == environment && key.retire_at.is_none_or(|retire_at| now < retire_at)
    };
    let mut keys = Vec::new();
    for key in stored.iter().rev().filter(usable) {
        let opened = SigningKey::unwrap(master, SigningAlgorithm::Es256, &key.kid, &key.private_key)
            .map_err(|why| KeysError::Unwrap { kid: key.kid.clone(), why })?;
        keys.push((key.not_before, Arc::new(opened)));
    }
    let published = JwkSet { keys: keys.iter().map(|(_, key)| key.public_jwk().clone()).collect() };
    let body = Bytes::from(serde_json::to_vec(&published)?);
    Ok(KeyRing { keys, published, body })
}

/// Nodes that start together on an empty database agree: the first to hold the store's lock adds its key.
async fn make_first_keys(
    store: &Store,
    master: &MasterKey,
    rng: &mut (impl CryptoRng + ?Sized),
    now: Timestamp,
) -> Result<(), KeysError> {
    let stored = store.read().await?.platform().await?.signing_keys().await?;
    for environment in [Environment::Live, Environment::Sandbox] {
        if stored.iter().any(|key| key.environment == environment) {
            continue;
        }
        let key = SigningKey::generate(SigningAlgorithm::Es256)?;
        let row = StoredSigningKey {
            kid: key.kid().to_owned(),
            environment,
            algorithm: key.algorithm().to_string(),
            private_key: key.wrap(master, rng)?,
            public_jwk: serde_json::to_string(key.public_jwk())?,
            created_at: now,
            not_before: now,
            retire_at: None,
        };
        let mut tx = store.begin().await?;
        if tx.platform().await?.add_first_signing_key(&row).await? {
            tracing::info!(kid = key.kid(), %environment, "made the first signing key");
        }
        tx.commit().await?;
    }
    Ok(())
}
