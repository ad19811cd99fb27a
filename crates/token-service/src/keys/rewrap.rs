//! A change of the master key: what it wraps is wrapped again with the new one.

use credentials::{KeyFor, Pepper, ReceiptKey, RewrapFailed, SigningFailed, rewrap};
use model::audit::{AuditAction, Detail};
use rand::CryptoRng;
use store::wrapped_keys::{PEPPER, RECEIPT_KEY};

use super::error::KeysError;
use super::keeper::{KeyKeeper, kind_of};
use super::kind::KeyKind;

impl<R: CryptoRng> KeyKeeper<'_, R> {
    /// Wraps all keys again with the master key in use; how many keys that were.
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
        if let Some(wrapped) = platform.wrapped_key(PEPPER).await? {
            let (current, rng) = (self.masters.current(), &mut self.rng);
            let rewrapped = self.masters.rewrap(|old| Pepper::rewrap(old, current, &wrapped, rng));
            let rewrapped = rewrapped.map_err(|why| failed(PEPPER, why))?;
            platform.replace_wrapped_key(PEPPER, &rewrapped).await?;
        }
        let mut count = keys.len() + 1;
        if let Some(wrapped) = platform.wrapped_key(RECEIPT_KEY).await? {
            let (current, rng) = (self.masters.current(), &mut self.rng);
            let rewrapped = self.masters.rewrap(|old| ReceiptKey::rewrap(old, current, &wrapped, rng));
            let rewrapped = rewrapped.map_err(|why| failed(RECEIPT_KEY, why))?;
            platform.replace_wrapped_key(RECEIPT_KEY, &rewrapped).await?;
            count += 1;
        }
        let all = format!("{count} keys");
        self.finish(tx, AuditAction::KeysRewrapped, "keys", &all, Detail::KeysRewrapped).await?;
        Ok(count)
    }
}

fn failed(kid: &str, why: RewrapFailed) -> KeysError {
    match why {
        RewrapFailed::Unwrap(why) => KeysError::Unwrap { kid: kid.to_owned(), why },
        RewrapFailed::Wrap => KeysError::Signing(SigningFailed),
    }
}
