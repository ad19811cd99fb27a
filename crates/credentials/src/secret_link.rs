//! A client secret that waits behind a one-time link. What opens it is the link's token, which no server keeps.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::secret::PlainSecret;
use crate::session_token::SecretLinkToken;

const CONTEXT: &[u8] = b"grantry/v1/secret-link";
/// Each key seals once, so that one nonce is enough.
const NONCE: [u8; NONCE_LEN] = [0; NONCE_LEN];

/// A secret sealed with AES-256-GCM under a key that HKDF-SHA-256 derives from the token of its link. The database has
/// another value of the token, its SHA-256: it opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(Vec<u8>);

impl SealedSecret {
    /// `record`: the name of the row that will hold it, authenticated with it. `None` when the library refuses to seal.
    pub fn seal(secret: &PlainSecret, token: &SecretLinkToken, record: &[u8]) -> Option<Self> {
        let mut sealed = Zeroizing::new(secret.as_bytes().to_vec());
        let nonce = Nonce::assume_unique_for_key(NONCE);
        key(token)?.seal_in_place_append_tag(nonce, Aad::from(record), &mut *sealed).ok()?;
        Some(Self(sealed.to_vec()))
    }

    /// The secret, if this token and this record belong to it.
    pub fn open(&self, token: &SecretLinkToken, record: &[u8]) -> Option<PlainSecret> {
        let mut plain = Zeroizing::new(self.0.clone());
        let nonce = Nonce::assume_unique_for_key(NONCE);
        let text = key(token)?.open_in_place(nonce, Aad::from(record), &mut plain).ok()?;
        PlainSecret::parse(std::str::from_utf8(text).ok()?).ok()
    }

    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

fn key(token: &SecretLinkToken) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, &*token.derive(CONTEXT)).ok().map(LessSafeKey::new)
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedSecret")
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn only_its_own_token_and_record_open_a_secret() {
        let mut rng = crate::test_rng();
        let (token, other) = (SecretLinkToken::generate(&mut rng), SecretLinkToken::generate(&mut rng));
        let secret = PlainSecret::generate(&mut rng);
        let Some(sealed) = SealedSecret::seal(&secret, &token, b"row") else { panic!("seals") };
        let hint = secret.hint();
        let text = secret.expose_once();
        let bytes = sealed.clone().into_bytes();
        assert!(!bytes.windows(hint.len()).any(|part| part == hint.as_bytes()));
        let opened = SealedSecret::from_bytes(bytes.clone()).open(&token, b"row");
        assert_eq!(opened.map(PlainSecret::expose_once).as_deref(), Some(text.as_str()));
        assert!(sealed.open(&other, b"row").is_none() && sealed.open(&token, b"other").is_none());
        let hash = SecretLinkToken::parse(&URL_SAFE_NO_PAD.encode(token.hash().as_bytes()));
        assert!(hash.is_some_and(|hash| sealed.open(&hash, b"row").is_none()), "what the database has");
        let cut = SealedSecret::from_bytes(bytes[1..].to_vec());
        assert!(
            cut.open(&token, b"row").is_none()
                && SealedSecret::from_bytes(Vec::new()).open(&token, b"row").is_none()
        );
        assert_eq!(format!("{sealed:?}"), "SealedSecret");
    }
}
