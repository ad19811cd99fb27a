//! The key under which secrets are hashed, and the hashes.

use std::fmt;

use aws_lc_rs::hmac;
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::master_key::{KeyFor, MasterKey, RewrapFailed, UnwrapFailed, derive, rewrap};
use crate::second_factor::SecondFactorKey;
use crate::webhook_secret::WebhookKey;

impl MasterKey {
    /// The first pepper of an installation: the key under which secrets are hashed.
    pub fn pepper(&self) -> Pepper {
        let id = self.derive::<PEPPER_ID_LENGTH>(b"grantry/v1/client-secret-pepper-id");
        let key = self.derive::<32>(b"grantry/v1/client-secret-pepper");
        Pepper::new(*id, &key)
    }
}

/// The key under which client secrets are hashed. First derived from the master key; stored only wrapped by it.
#[derive(Clone)]
pub struct Pepper {
    id: [u8; PEPPER_ID_LENGTH],
    bytes: Zeroizing<[u8; 32]>,
    key: hmac::Key,
}

/// The name under which the one pepper of an installation is wrapped.
const PEPPER_RECORD: &[u8] = b"pepper";

const PEPPER_ID_LENGTH: usize = 4;

impl Pepper {
    /// `id` names this pepper inside every hash made with it, so that an older one stays recognisable after a change.
    pub fn new(id: [u8; PEPPER_ID_LENGTH], key: &[u8; 32]) -> Self {
        Self { id, bytes: Zeroizing::new(*key), key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// The pepper as it is stored; `None` when the library refuses to seal it.
    pub fn wrap(&self, master: &MasterKey, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Vec<u8>> {
        let plain = Zeroizing::new([self.id.as_slice(), self.bytes.as_slice()].concat());
        master.wrap(KeyFor::Pepper, PEPPER_RECORD, &plain, rng)
    }

    /// Opens the stored pepper.
    pub fn unwrap(master: &MasterKey, wrapped: &[u8]) -> Result<Self, UnwrapFailed> {
        let plain = master.unwrap(KeyFor::Pepper, PEPPER_RECORD, wrapped)?;
        let (id, key) = plain.split_first_chunk().ok_or(UnwrapFailed::Damaged)?;
        Ok(Self::new(*id, key.try_into().map_err(|_| UnwrapFailed::Damaged)?))
    }

    /// Passes the stored pepper from one master key to the next. Every secret hash stays good.
    pub fn rewrap(
        old: &MasterKey,
        new: &MasterKey,
        wrapped: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, RewrapFailed> {
        rewrap(old, new, KeyFor::Pepper, PEPPER_RECORD, wrapped, rng)
    }

    /// The key under which the secrets of webhooks are sealed, derived from the pepper under a context of its own. `None`
    /// where the library refuses it.
    pub fn webhook_key(&self) -> Option<WebhookKey> {
        WebhookKey::new(&derive(&self.bytes, b"grantry/v1/webhook-secrets"))
    }

    /// The key under which the secrets of second factors are sealed, likewise.
    pub fn second_factor_key(&self) -> Option<SecondFactorKey> {
        SecondFactorKey::new(&derive(&self.bytes, b"grantry/v1/second-factors"))
    }

    pub fn hash(&self, presented: &[u8]) -> HashedSecret {
        let mac = hmac::sign(&self.key, presented);
        let mut hash = [0u8; 32];
        hash.copy_from_slice(mac.as_ref());
        HashedSecret { pepper: self.id, hash }
    }

    /// Whether `presented` is the secret behind `hash`, in a time that does not depend on either.
    pub fn verify(&self, presented: &[u8], hash: &HashedSecret) -> bool {
        self.hash(presented).matches(hash)
    }

    /// A hash that no secret has: verifying against it costs what a real one costs.
    pub fn decoy(&self) -> HashedSecret {
        HashedSecret { pepper: self.id, hash: [0; 32] }
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

/// HMAC-SHA-256 of a client secret under a pepper, with the pepper's id before it: 36 bytes in the database.
#[derive(Clone, PartialEq, Eq)]
pub struct HashedSecret {
    pepper: [u8; PEPPER_ID_LENGTH],
    hash: [u8; 32],
}

/// A stored secret hash does not have its 36 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored secret hash is malformed")]
pub struct MalformedSecretHash;

impl HashedSecret {
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.pepper.as_slice(), &self.hash].concat()
    }

    /// Compares in a time that does not depend on where the two differ.
    pub fn matches(&self, other: &Self) -> bool {
        bool::from(self.hash.ct_eq(&other.hash) & self.pepper.ct_eq(&other.pepper))
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedSecretHash> {
        let (pepper, hash) = bytes.split_first_chunk().ok_or(MalformedSecretHash)?;
        Ok(Self { pepper: *pepper, hash: hash.try_into().map_err(|_| MalformedSecretHash)? })
    }
}

impl fmt::Debug for HashedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper() -> Pepper {
        Pepper::new(*b"test", &[7; 32])
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // RFC 4231 test case 1, its key padded with zeros to 32 bytes (HMAC pads likewise).
        let mut key = [0u8; 32];
        key[..20].fill(0x0b);
        let hash = Pepper::new([1, 2, 3, 4], &key).hash(b"Hi There").to_bytes();
        assert_eq!(hash[..8], [1, 2, 3, 4, 0xb0, 0x34, 0x4c, 0x61]);
        assert_eq!(hash[32..], [0x2e, 0x32, 0xcf, 0xf7]);
    }

    #[test]
    fn a_stored_hash_comes_back() {
        let hash = pepper().hash(b"x");
        assert_eq!(HashedSecret::from_bytes(&hash.to_bytes()), Ok(hash));
        assert_eq!(HashedSecret::from_bytes(&[0; 35]), Err(MalformedSecretHash));
        assert_eq!(HashedSecret::from_bytes(&[0; 3]), Err(MalformedSecretHash));
    }

    #[test]
    fn secrets_verify_after_a_change_of_master_key() {
        let mut rng = crate::test_rng();
        let (old, new) = (MasterKey::generate(&mut rng), MasterKey::generate(&mut rng));
        let hash = old.pepper().hash(b"secret");
        let Some(wrapped) = old.pepper().wrap(&old, &mut rng) else { panic!("wraps") };
        let Ok(rewrapped) = Pepper::rewrap(&old, &new, &wrapped, &mut rng) else { panic!("rewraps") };
        let Ok(pepper) = Pepper::unwrap(&new, &rewrapped) else { panic!("unwraps") };
        assert!(pepper.verify(b"secret", &hash));
        assert!(!new.pepper().verify(b"secret", &hash), "the new key's own would not");
        assert_eq!(Pepper::unwrap(&old, &rewrapped).err(), Some(UnwrapFailed::OtherMasterKey(new.id())));
        let short = new.wrap(KeyFor::Pepper, PEPPER_RECORD, b"short", &mut rng).unwrap_or_default();
        assert_eq!(Pepper::unwrap(&new, &short).err(), Some(UnwrapFailed::Damaged));
    }
}
