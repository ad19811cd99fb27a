//! Personal access tokens: `gta_`, 43 random base62 characters (256 bits) and a 6-character checksum.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::secret;
use crate::session_token::TokenHash;

/// What every personal access token starts with, for secret scanners.
pub const PERSONAL_TOKEN_PREFIX: &str = model::access_token::PREFIX;
/// What every personal access token looks like, as a regular expression for secret scanners. The last six characters are
/// the CRC-32 of the 43 before them, in base62.
pub const PERSONAL_TOKEN_PATTERN: &str = "gta_[0-9A-Za-z]{49}";

/// A personal access token in the clear. It cannot be printed, serialised, cloned or stored; it can be hashed, and shown
/// once.
pub struct PersonalToken(Zeroizing<String>);

impl PersonalToken {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self(secret::generate(PERSONAL_TOKEN_PREFIX, rng))
    }

    /// Reads a token that a caller presents; `None` for one whose checksum is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        secret::parse(PERSONAL_TOKEN_PREFIX, text).map(Self)
    }

    /// SHA-256 of the text: enough, since 256 random bits cannot be guessed.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.as_bytes())
    }

    /// The last four characters: what a page may still show afterwards. They belong to the checksum, so they say little.
    pub fn last_four(&self) -> String {
        secret::hint(&self.0)
    }

    /// Gives the text away for the one answer that shows it. Hash first: the token is gone afterwards.
    pub fn expose_once(mut self) -> String {
        std::mem::take(&mut *self.0)
    }
}

impl fmt::Debug for PersonalToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_its_documented_shape_and_parses() {
        let token = PersonalToken::generate(&mut crate::test_rng());
        let (hash, last_four) = (token.hash(), token.last_four());
        assert_eq!(format!("{token:?}"), "PersonalToken");
        let text = token.expose_once();
        assert!(text.starts_with("gta_") && text.len() == 53 && text.ends_with(&last_four));
        assert_eq!(PERSONAL_TOKEN_PATTERN, format!("gta_[0-9A-Za-z]{{{}}}", text.len() - 4));
        assert_eq!(PersonalToken::parse(&text).map(|token| token.hash()), Some(hash));
    }

    #[test]
    fn a_damaged_token_and_a_client_secret_are_refused() {
        let text = PersonalToken::generate(&mut crate::test_rng()).expose_once();
        let other = if text.as_bytes()[10] == b'a' { "b" } else { "a" };
        let swapped = [&text[..10], other, &text[11..]].concat();
        let secret = text.replacen("gta_", "gts_", 1);
        for damaged in [swapped.as_str(), secret.as_str(), &text[..52], &text[4..], "", "gta_", "gta_ü"] {
            assert!(PersonalToken::parse(damaged).is_none(), "{damaged}");
        }
    }
}
