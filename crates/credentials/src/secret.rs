//! Client secrets: `gts_`, 43 random base62 characters (256 bits) and a 6-character checksum.
//!
//! A secret is random and long, so what protects its hash is not slowness but the pepper, which a stolen database lacks.

use std::fmt;

use aws_lc_rs::hmac;
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::base62;
use crate::master_key::{KeyFor, MasterKey, RewrapFailed, UnwrapFailed, rewrap};

/// What every client secret starts with, for secret scanners.
pub const SECRET_PREFIX: &str = "gts_";
/// What every client secret looks like, as a regular expression for secret scanners. The last six characters are the
/// CRC-32 of the 43 before them, in base62.
pub const SECRET_PATTERN: &str = "gts_[0-9A-Za-z]{49}";
const RANDOM_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
const SECRET_LENGTH: usize = SECRET_PREFIX.len() + RANDOM_LENGTH + CHECKSUM_LENGTH;

/// A client secret in the clear. It cannot be printed, serialised, cloned or stored; it can be hashed, and shown once.
pub struct PlainSecret(Zeroizing<String>);

/// The text is not `gts_`, 43 base62 characters and their checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed client secret")]
pub struct MalformedSecret;

impl PlainSecret {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(SECRET_LENGTH));
        text.push_str(SECRET_PREFIX);
        base62::push_random(&mut text, RANDOM_LENGTH, rng);
        let checksum = base62::checksum(&text[SECRET_PREFIX.len()..]);
        text.extend(checksum.map(char::from));
        Self(text)
    }

    /// Reads a secret that somebody presents, refusing one whose checksum is wrong.
    pub fn parse(text: &str) -> Result<Self, MalformedSecret> {
        let body = text.strip_prefix(SECRET_PREFIX).ok_or(MalformedSecret)?;
        if body.len() != RANDOM_LENGTH + CHECKSUM_LENGTH || !base62::is_base62(body) {
            return Err(MalformedSecret);
        }
        let (random, checksum) = body.split_at(RANDOM_LENGTH);
        if base62::checksum(random) != checksum.as_bytes() {
            return Err(MalformedSecret);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub fn hash(&self, pepper: &Pepper) -> HashedSecret {
        pepper.hash(self.0.as_bytes())
    }

    /// The last four characters: what a page may still show afterwards. They belong to the checksum, so they say little.
    pub fn hint(&self) -> String {
        self.0[SECRET_LENGTH - 4..].to_owned()
    }

    /// Gives the text away for the one answer that shows it. Hash first: the secret is gone afterwards.
    pub fn expose_once(mut self) -> String {
        std::mem::take(&mut *self.0)
    }
}

impl fmt::Debug for PlainSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainSecret")
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
    fn a_secret_has_its_documented_shape_and_parses() {
        let secret = PlainSecret::generate(&mut crate::test_rng());
        let hint = secret.hint();
        let text = secret.expose_once();
        assert_eq!(text.len(), 53);
        assert!(text.starts_with("gts_"));
        assert!(text.ends_with(&hint) && hint.len() == 4);
        assert!(PlainSecret::parse(&text).is_ok());
    }

    #[test]
    fn a_damaged_secret_is_refused() {
        let text = PlainSecret::generate(&mut crate::test_rng()).expose_once();
        let other = if text.as_bytes()[10] == b'a' { "b" } else { "a" };
        let swapped = [&text[..10], other, &text[11..]].concat();
        for damaged in [swapped.as_str(), &text[..52], &text[4..], "", "gts_", "gts_ü"] {
            assert!(PlainSecret::parse(damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn debug_never_shows_the_secret() {
        let secret = PlainSecret::generate(&mut crate::test_rng());
        assert_eq!(format!("{secret:?}"), "PlainSecret");
        assert_eq!(format!("{:?}", secret.hash(&pepper())), "HashedSecret");
    }

    #[test]
    fn only_the_secret_itself_verifies() {
        let secret = PlainSecret::generate(&mut crate::test_rng());
        let hash = secret.hash(&pepper());
        let text = secret.expose_once();
        assert!(pepper().verify(text.as_bytes(), &hash));
        assert!(!pepper().verify(&text.as_bytes()[1..], &hash));
        assert!(!pepper().verify(text.as_bytes(), &pepper().decoy()));
        assert!(!Pepper::new(*b"test", &[8; 32]).verify(text.as_bytes(), &hash), "another pepper");
        assert!(!Pepper::new(*b"tes2", &[7; 32]).verify(text.as_bytes(), &hash), "another pepper's name");
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
        let Ok(anew) = Pepper::rewrap(&old, &new, &wrapped, &mut rng) else { panic!("rewraps") };
        let Ok(pepper) = Pepper::unwrap(&new, &anew) else { panic!("unwraps") };
        assert!(pepper.verify(b"secret", &hash));
        assert!(!new.pepper().verify(b"secret", &hash), "the new key's own would not");
        assert_eq!(Pepper::unwrap(&old, &anew).err(), Some(UnwrapFailed::OtherMasterKey(new.id())));
        let short = new.wrap(KeyFor::Pepper, PEPPER_RECORD, b"short", &mut rng).unwrap_or_default();
        assert_eq!(Pepper::unwrap(&new, &short).err(), Some(UnwrapFailed::Damaged));
    }

    #[test]
    fn the_published_pattern_is_that_of_a_secret() {
        let text = PlainSecret::generate(&mut crate::test_rng()).expose_once();
        let counted = format!("{SECRET_PREFIX}[0-9A-Za-z]{{{}}}", text.len() - SECRET_PREFIX.len());
        assert_eq!(SECRET_PATTERN, counted);
    }
}
