//! The pepper: the key under which secrets are hashed. It is stored wrapped, so that it outlives the master key.

use ::credentials::{MasterKeys, Pepper, UnwrapFailed};
use rand::CryptoRng;
use store::{Store, wrapped_keys::PEPPER};

/// Why secrets could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the key under which secrets are hashed cannot be opened: {0}")]
    Unwrap(#[from] UnwrapFailed),
    #[error("the key under which secrets are hashed could not be wrapped")]
    Wrap,
}

/// Reads the pepper. The first node to ask makes it, of the master key.
pub async fn pepper(
    store: &Store,
    masters: &MasterKeys,
    rng: &mut impl CryptoRng,
) -> Result<Pepper, PepperError> {
    if let Some(wrapped) = stored(store).await? {
        return Ok(masters.open(|master| Pepper::unwrap(master, &wrapped))?);
    }
    let first = masters.current().pepper().wrap(masters.current(), rng).ok_or(PepperError::Wrap)?;
    let mut tx = store.begin().await?;
    tx.platform().await?.add_wrapped_key(PEPPER, &first).await?;
    tx.commit_unrecorded().await?;
    let wrapped = stored(store).await?.unwrap_or(first);
    Ok(masters.open(|master| Pepper::unwrap(master, &wrapped))?)
}

async fn stored(store: &Store) -> Result<Option<Vec<u8>>, store::Error> {
    store.read().await?.platform().await?.wrapped_key(PEPPER).await
}
