//! The life of keys: the first ones, rotation by age, an emergency, and a change of the master key. Each step is one
//! transaction that every node hears of, and of nodes that take the same step together one does it.

use std::collections::HashSet;

use chrono::TimeDelta;
use credentials::{KeyFor, MasterKeys, Pepper, RewrapFailed, rewrap};
use model::{
    Timestamp,
    api::MAX_TOKEN_LIFETIME,
    audit::{Actor, AuditAction, AuditChain},
    environment::Environment,
    ids::AuditEntryId,
};
use rand::CryptoRng;
use store::{Records, Store, Tx, audit::NewAuditEntry, changes::Change, signing_keys::StoredSigningKey};

use crate::clocks::CLOCKS;
use crate::key_kind::KeyKind;
use crate::keys::KeysError;

/// A key is published so long before it signs: twice as long as a JWK Set may be cached.
pub const PUBLISHED_AHEAD: TimeDelta = TimeDelta::minutes(10);
/// A key that seals takes fewer tokens than one that signs (NIST SP 800-38D section 8.3): it is replaced weekly.
const SEALING_PERIOD: TimeDelta = TimeDelta::days(7);
const ENVIRONMENTS: [Environment; 2] = [Environment::Live, Environment::Sandbox];

/// What the steps need.
pub struct KeyKeeper<'a, R> {
    pub store: &'a Store,
    pub masters: &'a MasterKeys,
    pub rng: R,
    pub now: Timestamp,
}

impl<R: CryptoRng> KeyKeeper<'_, R> {
    /// Whether one of the wanted keys is not among these, oldest first, to stay.
    pub fn lacks(stored: &[StoredSigningKey], kinds: &HashSet<KeyKind>) -> bool {
        let lacks = |environment| kinds.iter().any(|kind| newest(stored, environment, *kind).is_none());
        ENVIRONMENTS.into_iter().any(lacks)
    }

    /// Makes the keys that are wanted and not there to stay. Nodes that start together on an empty database agree: the
    /// first to hold the store's lock adds its key.
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

    /// Replaces keys that have signed for `period`, those that seal earlier; whether there were any.
    pub async fn rotate_old(&mut self, period: TimeDelta) -> Result<bool, KeysError> {
        let mut rotated = false;
        for key in self.in_use().await? {
            let kind = kind_of(&key)?;
            let period = if kind == KeyKind::Sealing { period.min(SEALING_PERIOD) } else { period };
            if self.now - key.not_before >= period - PUBLISHED_AHEAD {
                rotated |= self.replace(&key, self.now + PUBLISHED_AHEAD, "By its age").await?;
            }
        }
        Ok(rotated)
    }

    /// Replaces all keys in use, after `ahead`; their ids.
    pub async fn rotate(&mut self, ahead: TimeDelta) -> Result<Vec<String>, KeysError> {
        let mut replaced = Vec::new();
        for key in self.in_use().await? {
            if self.replace(&key, self.now + ahead, "By `grantry keys rotate`").await? {
                replaced.push(key.kid);
            }
        }
        Ok(replaced)
    }

    /// Takes a key out of use at once, in an emergency: every token that it signed dies. What it would still have signed
    /// another signs in its place, for as long.
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
        platform.retire_signing_key(kid, self.now - CLOCKS).await?;
        let detail = "By `grantry keys retire`: all tokens that it signed are dead".to_owned();
        Ok(self.finish(tx, AuditAction::KeyRetired, kid, kid, detail).await?)
    }

    /// Forgets keys that were retired long ago; how many they were.
    pub async fn forget_retired(&mut self) -> Result<u64, KeysError> {
        let mut tx = self.store.begin().await?;
        let forgotten = tx.platform().await?.forget_signing_keys(self.now - CLOCKS).await?;
        let changes = (forgotten > 0).then_some(Change::Platform);
        tx.finish(Records::of_changes(changes), self.now).await?;
        Ok(forgotten)
    }

    /// Wraps everything anew with the master key in use; how many keys that were.
    pub async fn rewrap(&mut self) -> Result<usize, KeysError> {
        let mut tx = self.store.begin().await?;
        let platform = tx.platform().await?;
        let keys = platform.signing_keys().await?;
        for key in &keys {
            let purpose = match kind_of(key)? {
                KeyKind::Sealing => KeyFor::SealingKeys,
                KeyKind::Signing(_) => KeyFor::SigningKeys,
            };
            let (record, rng) = (key.kid.as_bytes(), &mut self.rng);
            let current = self.masters.current();
            let rewrapped =
                self.masters.rewrap(|old| rewrap(old, current, purpose, record, &key.private_key, rng));
            let rewrapped = rewrapped.map_err(|why| failed(&key.kid, why))?;
            platform.rewrap_signing_key(&key.kid, &rewrapped).await?;
        }
        if let Some(wrapped) = platform.wrapped_key(marketplace::PEPPER).await? {
            let (current, rng) = (self.masters.current(), &mut self.rng);
            let rewrapped = self.masters.rewrap(|old| Pepper::rewrap(old, current, &wrapped, rng));
            let rewrapped = rewrapped.map_err(|why| failed(marketplace::PEPPER, why))?;
            platform.replace_wrapped_key(marketplace::PEPPER, &rewrapped).await?;
        }
        let detail = "By `grantry keys rewrap`: with the master key in use".to_owned();
        let all = format!("{} keys", keys.len() + 1);
        self.finish(tx, AuditAction::KeysRewrapped, "keys", &all, detail).await?;
        Ok(keys.len() + 1)
    }

    /// Adds the key that takes over from `old` at `not_before`. `old` stays published until its last token has expired.
    /// `why` stands in the platform's history.
    async fn replace(
        &mut self,
        old: &StoredSigningKey,
        not_before: Timestamp,
        why: &str,
    ) -> Result<bool, KeysError> {
        let next = self.make(kind_of(old)?, old.environment, not_before)?;
        let mut tx = self.store.begin().await?;
        let platform = tx.platform().await?;
        if !platform.add_next_signing_key(&next, &old.kid).await? {
            return Ok(false);
        }
        // One that was not due yet has signed nothing, and would come after the one that takes over.
        let overtaken = not_before < old.not_before;
        let retire_at = if overtaken { self.now - CLOCKS } else { last_expiry(not_before) };
        platform.retire_signing_key(&old.kid, retire_at).await?;
        let at = not_before.format("%Y-%m-%d %H:%M UTC");
        let detail = format!("{why}: {} takes over at {at}", next.kid);
        self.finish(tx, AuditAction::KeyReplaced, &old.kid, &old.kid, detail).await?;
        tracing::info!(kid = next.kid, old = old.kid, %not_before, "a key takes over");
        Ok(true)
    }

    /// Ends the transaction of a change of keys: the platform's history tells of it, and nodes load the keys anew.
    async fn finish(
        &mut self,
        tx: Tx,
        action: AuditAction,
        object: &str,
        object_name: &str,
        detail: String,
    ) -> store::Result<()> {
        let mut chance = [0; 10];
        self.rng.fill_bytes(&mut chance);
        let milliseconds = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        let entry = NewAuditEntry {
            id: AuditEntryId::new(milliseconds, &chance),
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

    fn make(
        &mut self,
        kind: KeyKind,
        environment: Environment,
        not_before: Timestamp,
    ) -> Result<StoredSigningKey, KeysError> {
        Ok(kind.make(environment, self.masters.current(), &mut self.rng, not_before, self.now)?)
    }

    async fn stored(&self) -> Result<Vec<StoredSigningKey>, KeysError> {
        Ok(self.store.read().await?.platform().await?.signing_keys().await?)
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

    fn is_used(&self, key: &StoredSigningKey) -> bool {
        key.retire_at.is_none_or(|retire_at| self.now < retire_at)
    }
}

/// Takes every key out of use at once: all tokens die. Nodes make new keys when they hear of it. How many they were.
pub async fn retire_all(tx: &mut Tx, now: Timestamp) -> Result<u64, store::Error> {
    tx.platform().await?.lock_signing_keys().await?;
    tx.platform().await?.retire_all_signing_keys(now - CLOCKS).await
}

/// When the last token of a key has expired, on every node, if another takes over at `not_before`.
fn last_expiry(not_before: Timestamp) -> Timestamp {
    not_before + TimeDelta::seconds(MAX_TOKEN_LIFETIME.into()) + CLOCKS
}

/// The newest key that is there to stay. Keys come oldest first.
fn newest(stored: &[StoredSigningKey], environment: Environment, kind: KeyKind) -> Option<&StoredSigningKey> {
    let fits = |key: &StoredSigningKey| {
        key.environment == environment && kind_of(key).is_ok_and(|of_key| of_key == kind)
    };
    stored.iter().rev().find(|key| key.retire_at.is_none() && fits(key))
}

fn kind_of(key: &StoredSigningKey) -> Result<KeyKind, KeysError> {
    key.algorithm.parse().map_err(|_| KeysError::UnknownKind { kid: key.kid.clone() })
}

fn failed(kid: &str, why: RewrapFailed) -> KeysError {
    match why {
        RewrapFailed::Unwrap(why) => KeysError::Unwrap { kid: kid.to_owned(), why },
        RewrapFailed::Wrap => KeysError::Signing(credentials::SigningFailed),
    }
}
