//! The end of keys: at once in an emergency, and their deletion when the last token has long expired.

use chrono::TimeDelta;
use foundation::MAX_SKEW;
use model::Timestamp;
use model::api::MAX_TOKEN_LIFETIME;
use model::audit::{AuditAction, Detail};
use rand::CryptoRng;
use store::changes::Change;
use store::signing_keys::StoredSigningKey;
use store::{Records, Tx};

use super::error::KeysError;
use super::keeper::{KeyKeeper, kind_of};

impl<R: CryptoRng> KeyKeeper<'_, R> {
    /// Takes a key out of use at once, in an emergency: no token that it signed verifies any more. Another key signs
    /// what it would still have signed.
    pub async fn retire(&mut self, kid: &str) -> Result<(), KeysError> {
        let mut tx = self.store.begin().await?;
        let platform = tx.platform().await?;
        platform.lock_signing_keys().await?;
        let stored = platform.signing_keys().await?;
        let mut used = stored.iter().filter(|key| self.is_used(key)).skip_while(|key| key.kid != kid);
        let key = used.next().ok_or_else(|| KeysError::NoSuchKey(kid.to_owned()))?;
        let later =
            used.find(|later| (later.environment, &later.algorithm) == (key.environment, &key.algorithm));
        let signs_no_more = later.is_some_and(|later| later.not_before <= self.now);
        let next = if signs_no_more {
            None
        } else {
            let next = self.make(kind_of(key)?, key.environment, key.not_before.max(self.now))?;
            Some(StoredSigningKey { retire_at: later.map(|later| last_expiry(later.not_before)), ..next })
        };
        if let Some(next) = &next {
            platform.add_signing_key(next).await?;
        }
        platform.retire_signing_key(kid, self.now - MAX_SKEW).await?;
        Ok(self.finish(tx, AuditAction::KeyRetired, kid, kid, Detail::KeyRetired).await?)
    }

    /// Deletes keys that were retired long ago; how many keys that were.
    pub async fn forget_retired(&mut self) -> Result<u64, KeysError> {
        let mut tx = self.store.begin().await?;
        let forgotten = tx.platform().await?.forget_signing_keys(self.now - MAX_SKEW).await?;
        let changes = (forgotten > 0).then_some(Change::Platform);
        tx.finish(Records::of_changes(changes), self.now).await?;
        Ok(forgotten)
    }

    fn is_used(&self, key: &StoredSigningKey) -> bool {
        key.retire_at.is_none_or(|retire_at| self.now < retire_at)
    }
}

/// Takes every key out of use at once, so that no token verifies any more; how many keys that were. Nodes make new keys
/// when they read of it.
pub async fn retire_all_keys(tx: &mut Tx, now: Timestamp) -> Result<u64, store::Error> {
    tx.platform().await?.lock_signing_keys().await?;
    tx.platform().await?.retire_all_signing_keys(now - MAX_SKEW).await
}

/// When the last token of a key has expired, on every node, if another takes over at `not_before`.
pub(super) fn last_expiry(not_before: Timestamp) -> Timestamp {
    not_before + TimeDelta::seconds(MAX_TOKEN_LIFETIME.into()) + MAX_SKEW
}
