//! The server's keys in the database. Each change is one transaction that every node reads of, and of nodes that try
//! the same change together one makes it.

use std::collections::HashSet;

use credentials::MasterKeys;
use model::Timestamp;
use model::audit::{Actor, AuditAction, AuditChain, Detail};
use model::environment::Environment;
use model::ids::AuditEntryId;
use rand::CryptoRng;
use store::audit::NewAuditEntry;
use store::changes::Change;
use store::signing_keys::StoredSigningKey;
use store::{Records, Store, Tx};

use super::error::KeysError;
use super::kind::KeyKind;

const ENVIRONMENTS: [Environment; 2] = [Environment::Live, Environment::Sandbox];

/// Makes, replaces, retires and rewraps keys.
pub struct KeyKeeper<'a, R> {
    pub store: &'a Store,
    pub masters: &'a MasterKeys,
    pub rng: R,
    pub now: Timestamp,
}

impl<R: CryptoRng> KeyKeeper<'_, R> {
    /// Whether a wanted key is missing among these, which come oldest first.
    pub fn lacks(stored: &[StoredSigningKey], kinds: &HashSet<KeyKind>) -> bool {
        let lacks = |environment| kinds.iter().any(|kind| newest(stored, environment, *kind).is_none());
        ENVIRONMENTS.into_iter().any(lacks)
    }

    /// Makes the wanted keys that are missing. Nodes that start together on an empty database agree: the first to hold
    /// the store's lock adds its key.
    pub async fn provide(&mut self, kinds: &HashSet<KeyKind>) -> Result<(), KeysError> {
        let stored = self.stored().await?;
        for environment in ENVIRONMENTS {
            for kind in kinds {
                if newest(&stored, environment, *kind).is_some() {
                    continue;
                }
                let key = self.make(*kind, environment, self.now)?;
                let mut tx = self.store.begin().await?;
                if tx.platform().await?.add_first_signing_key(&key).await? {
                    tracing::info!(kid = key.kid, %environment, %kind, "made the first key");
                }
                tx.commit_unrecorded().await?;
            }
        }
        Ok(())
    }

    pub(super) fn make(
        &mut self,
        kind: KeyKind,
        environment: Environment,
        not_before: Timestamp,
    ) -> Result<StoredSigningKey, KeysError> {
        Ok(kind.make(environment, self.masters.current(), &mut self.rng, not_before, self.now)?)
    }

    pub(super) async fn stored(&self) -> Result<Vec<StoredSigningKey>, KeysError> {
        Ok(self.store.read().await?.platform().await?.signing_keys().await?)
    }

    /// Ends the transaction of a change of keys: the platform's history tells of it, and nodes load the keys again.
    pub(super) async fn finish(
        &mut self,
        tx: Tx,
        action: AuditAction,
        object: &str,
        object_name: &str,
        detail: Detail,
    ) -> store::Result<()> {
        let mut random = [0; 10];
        self.rng.fill_bytes(&mut random);
        let milliseconds = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        let entry = NewAuditEntry {
            id: AuditEntryId::new(milliseconds, &random),
            chain: AuditChain::Platform,
            at: self.now,
            actor: Actor::System,
            from: None,
            action,
            object: object.to_owned(),
            object_name: object_name.to_owned(),
            app: None,
            connection: None,
            detail: Some(detail),
        };
        let (entries, changes) = (vec![entry], vec![Change::Platform]);
        tx.finish(Records { entries, changes, ..Records::default() }, self.now).await
    }
}

/// The newest key of its kind that is not to be retired. Keys come oldest first.
pub(super) fn newest(
    stored: &[StoredSigningKey],
    environment: Environment,
    kind: KeyKind,
) -> Option<&StoredSigningKey> {
    let fits = |key: &StoredSigningKey| {
        key.environment == environment && kind_of(key).is_ok_and(|of_key| of_key == kind)
    };
    stored.iter().rev().find(|key| key.retire_at.is_none() && fits(key))
}

pub(super) fn kind_of(key: &StoredSigningKey) -> Result<KeyKind, KeysError> {
    key.algorithm.parse().map_err(|_| KeysError::UnknownKind { kid: key.kid.clone() })
}
