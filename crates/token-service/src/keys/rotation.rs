//! The replacement of keys, by age or by command: the next key is published before it signs.

use std::collections::HashSet;

use chrono::TimeDelta;
use foundation::MAX_SKEW;
use model::Timestamp;
use model::audit::{AuditAction, Detail, ReplacedBy};
use rand::CryptoRng;
use store::signing_keys::StoredSigningKey;

use super::error::KeysError;
use super::keeper::{KeyKeeper, kind_of, newest};
use super::kind::KeyKind;
use super::retirement::last_expiry;

/// How long a key is published before it signs: twice as long as a JWK Set may be cached.
pub const PUBLISHED_AHEAD: TimeDelta = TimeDelta::minutes(10);
/// A key that seals takes fewer tokens than one that signs (NIST SP 800-38D section 8.3): it is replaced weekly.
const SEALING_PERIOD: TimeDelta = TimeDelta::days(7);

impl<R: CryptoRng> KeyKeeper<'_, R> {
    /// Replaces keys that have signed for `period`, those that seal earlier; whether there were any.
    pub async fn rotate_old(&mut self, period: TimeDelta) -> Result<bool, KeysError> {
        let mut rotated = false;
        for key in self.in_use().await? {
            let kind = kind_of(&key)?;
            let period = if kind == KeyKind::Sealing { period.min(SEALING_PERIOD) } else { period };
            if self.now - key.not_before >= period - PUBLISHED_AHEAD {
                rotated |= self.replace(&key, self.now + PUBLISHED_AHEAD, ReplacedBy::Age).await?;
            }
        }
        Ok(rotated)
    }

    /// Replaces all keys in use, after `ahead`; their ids.
    pub async fn rotate(&mut self, ahead: TimeDelta) -> Result<Vec<String>, KeysError> {
        let mut replaced = Vec::new();
        for key in self.in_use().await? {
            if self.replace(&key, self.now + ahead, ReplacedBy::Command).await? {
                replaced.push(key.kid);
            }
        }
        Ok(replaced)
    }

    /// Adds the key that takes over from `old` at `not_before`. `old` stays published until its last token has expired.
    async fn replace(
        &mut self,
        old: &StoredSigningKey,
        not_before: Timestamp,
        cause: ReplacedBy,
    ) -> Result<bool, KeysError> {
        let next = self.make(kind_of(old)?, old.environment, not_before)?;
        let mut tx = self.store.begin().await?;
        let platform = tx.platform().await?;
        if !platform.add_next_signing_key(&next, &old.kid).await? {
            return Ok(false);
        }
        // One that was not due yet has signed nothing, and would come after the one that takes over.
        let overtaken = not_before < old.not_before;
        let retire_at = if overtaken { self.now - MAX_SKEW } else { last_expiry(not_before) };
        platform.retire_signing_key(&old.kid, retire_at).await?;
        let detail = Detail::KeyReplaced { cause, next: next.kid.clone(), at: not_before };
        self.finish(tx, AuditAction::KeyReplaced, &old.kid, &old.kid, detail).await?;
        tracing::info!(kid = next.kid, old = old.kid, %not_before, "a key takes over");
        Ok(true)
    }

    /// The newest key of each environment and kind, which nothing replaces yet.
    async fn in_use(&self) -> Result<Vec<StoredSigningKey>, KeysError> {
        let stored = self.stored().await?;
        let mut kinds = HashSet::new();
        for key in &stored {
            kinds.insert((key.environment, kind_of(key)?));
        }
        let newest = kinds.iter().filter_map(|(environment, kind)| newest(&stored, *environment, *kind));
        Ok(newest.cloned().collect())
    }
}
