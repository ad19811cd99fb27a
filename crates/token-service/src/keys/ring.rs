//! The keys of both environments in memory: unwrapped once, kept parsed, published as JWK Sets.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::Bytes;
use arc_swap::ArcSwap;
use credentials::{JwkSet, MasterKeys, SealingKey, SigningKey, VerifyingKey};
use model::{Timestamp, environment::Environment, token::SigningAlgorithm};
use store::signing_keys::StoredSigningKey;

use super::error::KeysError;
use super::kind::KeyKind;

/// The keys in use, per environment, so that a sandbox token can never verify as a live one.
#[derive(Debug, Default)]
pub struct Keys {
    live: ArcSwap<KeyRing>,
    sandbox: ArcSwap<KeyRing>,
}

/// One environment's keys, the newest first.
#[derive(Debug, Default)]
pub struct KeyRing {
    signing: Vec<(Timestamp, Arc<SigningKey>)>,
    sealing: Vec<(Timestamp, Arc<SealingKey>)>,
    verifying: HashMap<String, VerifyingKey>,
    published: JwkSet,
    body: Bytes,
}

impl KeyRing {
    /// The key that signs now: the newest whose time has come, or the oldest when none has (this node's clock is behind
    /// that of the node which made the first key).
    pub fn signing(&self, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&SigningKey> {
        let mut fitting = self.signing.iter().filter(|(_, key)| key.algorithm() == algorithm);
        let due = fitting.clone().find(|(not_before, _)| *not_before <= now);
        due.or_else(|| fitting.next_back()).map(|(_, key)| key.as_ref())
    }

    /// As [`signing`](Self::signing), for opaque tokens.
    pub fn sealing(&self, now: Timestamp) -> Option<&SealingKey> {
        let due = self.sealing.iter().find(|(not_before, _)| *not_before <= now);
        due.or(self.sealing.last()).map(|(_, key)| key.as_ref())
    }

    pub fn verifying(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifying.get(kid)
    }

    pub fn opening(&self, kid: &str) -> Option<&SealingKey> {
        self.sealing.iter().map(|(_, key)| key.as_ref()).find(|key| key.kid() == kid)
    }

    pub fn published(&self) -> &JwkSet {
        &self.published
    }

    /// The JWK Set as it is sent.
    pub fn body(&self) -> Bytes {
        self.body.clone()
    }

    fn add(&mut self, key: &StoredSigningKey, masters: &MasterKeys) -> Result<(), KeysError> {
        let kid = || key.kid.clone();
        let kind: KeyKind = key.algorithm.parse().map_err(|_| KeysError::UnknownKind { kid: kid() })?;
        match kind {
            KeyKind::Sealing => {
                let opened = masters.open(|master| SealingKey::unwrap(master, &key.kid, &key.private_key));
                let opened = opened.map_err(|why| KeysError::Unwrap { kid: kid(), why })?;
                self.sealing.push((key.not_before, Arc::new(opened)));
            }
            KeyKind::Signing(algorithm) => {
                let opened = masters
                    .open(|master| SigningKey::unwrap(master, algorithm, &key.kid, &key.private_key))
                    .map_err(|why| KeysError::Unwrap { kid: kid(), why })?;
                let verifying = VerifyingKey::try_from(opened.public_jwk())
                    .map_err(|why| KeysError::Unusable { kid: kid(), why })?;
                self.verifying.insert(kid(), verifying);
                self.published.keys.push(opened.public_jwk().clone());
                self.signing.push((key.not_before, Arc::new(opened)));
            }
        }
        Ok(())
    }
}

impl Keys {
    /// Takes these keys, oldest first, in the place of all known.
    pub fn replace(
        &self,
        stored: &[StoredSigningKey],
        masters: &MasterKeys,
        now: Timestamp,
    ) -> Result<(), KeysError> {
        for environment in [Environment::Live, Environment::Sandbox] {
            let mut ring = KeyRing::default();
            let usable = |key: &&StoredSigningKey| {
                key.environment == environment && key.retire_at.is_none_or(|retire_at| now < retire_at)
            };
            for key in stored.iter().rev().filter(usable) {
                ring.add(key, masters)?;
            }
            ring.body = Bytes::from(serde_json::to_vec(&ring.published)?);
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
