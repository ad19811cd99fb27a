//! The key that signs receipts. It is stored wrapped, and outlives the master key: receipts are verified years later.

use ::credentials::{MasterKeys, ReceiptKey, SigningFailed, UnwrapFailed};
use rand::CryptoRng;
use store::{Store, wrapped_keys::RECEIPT_KEY};

/// Why receipts could not be signed at all.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptKeyError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the key that signs receipts cannot be opened: {0}")]
    Unwrap(#[from] UnwrapFailed),
    #[error(transparent)]
    Make(#[from] SigningFailed),
    #[error("the key that signs receipts could not be wrapped")]
    Wrap,
}

/// Reads the key. The first node to ask makes it.
pub async fn receipt_key(
    store: &Store,
    masters: &MasterKeys,
    rng: &mut impl CryptoRng,
) -> Result<ReceiptKey, ReceiptKeyError> {
    if let Some(wrapped) = stored(store).await? {
        return Ok(masters.open(|master| ReceiptKey::unwrap(master, &wrapped))?);
    }
    let first = ReceiptKey::generate()?.wrap(masters.current(), rng).ok_or(ReceiptKeyError::Wrap)?;
    let mut tx = store.begin().await?;
    tx.platform().await?.add_wrapped_key(RECEIPT_KEY, &first).await?;
    tx.commit_unrecorded().await?;
    let wrapped = stored(store).await?.unwrap_or(first);
    Ok(masters.open(|master| ReceiptKey::unwrap(master, &wrapped))?)
}

async fn stored(store: &Store) -> Result<Option<Vec<u8>>, store::Error> {
    store.read().await?.platform().await?.wrapped_key(RECEIPT_KEY).await
}
