//! Random bearer tokens for people: session cookies and one-time links.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::hashes::sha256;
use crate::master_key::derive;

/// 256 random bits, base64url outside (43 characters). Kept nowhere but with the person; we store its [`TokenHash`].
pub struct SessionToken(Zeroizing<[u8; 32]>);

/// The one-time token of an invitation link: made and stored like a session's.
pub type InvitationToken = SessionToken;

/// The token of a one-time link to a secret: made and stored like a session's.
pub type SecretLinkToken = SessionToken;

impl SessionToken {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bytes);
        Self(bytes)
    }

    /// Reads a presented token; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// SHA-256 of the random bytes: enough, since 256 random bits cannot be guessed.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&*self.0)
    }

    /// Another key, which the [`TokenHash`] does not tell.
    pub(crate) fn derive(&self, context: &[u8]) -> Zeroizing<[u8; 32]> {
        derive(&self.0, context)
    }

    /// Gives the text away for the one cookie or link that carries it.
    pub fn expose_once(self) -> String {
        URL_SAFE_NO_PAD.encode(*self.0)
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

/// What the database holds of a [`SessionToken`], and what it is looked up by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// SHA-256 of what cannot be guessed.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(sha256(bytes))
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_to_the_same_hash() {
        let token = SessionToken::generate(&mut crate::test_rng());
        let hash = token.hash();
        let text = token.expose_once();
        assert_eq!(text.len(), 43);
        assert_eq!(SessionToken::parse(&text).map(|token| token.hash()), Some(hash));
    }

    #[test]
    fn the_hash_is_sha_256() {
        // SHA-256 of 32 zero bytes.
        let zeros = SessionToken::parse(&"A".repeat(43)).map(|token| token.hash());
        assert_eq!(zeros.map(|hash| hash.as_bytes()[..4].to_vec()), Some(vec![0x66, 0x68, 0x7a, 0xad]));
    }

    #[test]
    fn what_is_not_a_token_is_refused() {
        let long = "A".repeat(44);
        for text in ["", "abc", "*", long.as_str()] {
            assert!(SessionToken::parse(text).is_none(), "{text}");
        }
    }
}
