//! Client secrets: `gts_`, 43 random base62 characters (256 bits) and a 6-character checksum.
//!
//! A secret is random and long, so what protects its hash is not slowness but the pepper, which a stolen database lacks.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::base62;
use crate::pepper::{HashedSecret, Pepper};

/// What every client secret starts with, for secret scanners.
pub const SECRET_PREFIX: &str = "gts_";
/// What every client secret looks like, as a regular expression for secret scanners. The last six characters are the
/// CRC-32 of the 43 before them, in base62.
pub const SECRET_PATTERN: &str = "gts_[0-9A-Za-z]{49}";
const RANDOM_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
/// Of a secret and of a personal access token.
const LENGTH: usize = SECRET_PREFIX.len() + RANDOM_LENGTH + CHECKSUM_LENGTH;

/// The prefix, random characters and their checksum.
pub(crate) fn generate(prefix: &str, rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(LENGTH));
    text.push_str(prefix);
    base62::push_random(&mut text, RANDOM_LENGTH, rng);
    let (_, random) = text.split_at(prefix.len());
    let checksum = base62::checksum(random);
    text.extend(checksum.map(char::from));
    text
}

/// The text, where it is the prefix, random characters and their checksum.
pub(crate) fn parse(prefix: &str, text: &str) -> Option<Zeroizing<String>> {
    let body = text.strip_prefix(prefix)?;
    if body.len() != RANDOM_LENGTH + CHECKSUM_LENGTH || !base62::is_base62(body) {
        return None;
    }
    let (random, checksum) = body.split_at(RANDOM_LENGTH);
    (base62::checksum(random) == checksum.as_bytes()).then(|| Zeroizing::new(text.to_owned()))
}

/// The last four characters of what [`generate`] made.
pub(crate) fn hint(text: &str) -> String {
    text.split_at(LENGTH - 4).1.to_owned()
}

/// A client secret in the clear. It cannot be printed, serialised, cloned or stored; it can be hashed, and shown once.
pub struct PlainSecret(Zeroizing<String>);

/// The text is not `gts_`, 43 base62 characters and their checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed client secret")]
pub struct MalformedSecret;

impl PlainSecret {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self(generate(SECRET_PREFIX, rng))
    }

    /// Reads a secret that a caller presents, refusing one whose checksum is wrong.
    pub fn parse(text: &str) -> Result<Self, MalformedSecret> {
        parse(SECRET_PREFIX, text).map(Self).ok_or(MalformedSecret)
    }

    pub fn hash(&self, pepper: &Pepper) -> HashedSecret {
        pepper.hash(self.0.as_bytes())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The last four characters: what a page may still show afterwards. They belong to the checksum, so they say little.
    pub fn hint(&self) -> String {
        hint(&self.0)
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
    fn the_published_pattern_is_that_of_a_secret() {
        let text = PlainSecret::generate(&mut crate::test_rng()).expose_once();
        let counted = format!("{SECRET_PREFIX}[0-9A-Za-z]{{{}}}", text.len() - SECRET_PREFIX.len());
        assert_eq!(SECRET_PATTERN, counted);
    }
}
