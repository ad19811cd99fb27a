//! The keys that sign access tokens: ES256 (ECDSA on P-256 with SHA-256, RFC 7518 section 3.4), parsed once and kept.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::CryptoRng;

use crate::jwks::PublicJwk;
use crate::master_key::{KeyFor, MasterKey, UnwrapFailed};

/// A private key, its public JWK, and the JWS header that every token signed with it begins with.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    jwk: PublicJwk,
    header: String,
}

/// The cryptographic library refused to make, seal or use a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key could not be made or used")]
pub struct SigningFailed;

/// The byte length of an ES256 signature (RFC 7518 section 3.4).
pub(crate) const SIGNATURE_LENGTH: usize = 64;

impl SigningKey {
    /// Makes a new key. The library draws from the system's own random source.
    pub fn generate() -> Result<Self, SigningFailed> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| SigningFailed)?;
        Self::new(pair).ok_or(SigningFailed)
    }

    fn new(pair: EcdsaKeyPair) -> Option<Self> {
        // SEC 1 section 2.3.3: 0x04, then the two coordinates of 32 bytes each.
        let point: &[u8; 65] = pair.public_key().as_ref().try_into().ok()?;
        let jwk = PublicJwk::es256(&point[1..33], &point[33..]);
        let header = format!(r#"{{"typ":"at+jwt","alg":"ES256","kid":"{}"}}"#, jwk.kid);
        Some(Self { pair, jwk, header: URL_SAFE_NO_PAD.encode(header) })
    }

    /// The private key as PKCS #8, sealed by the master key under this key's id.
    pub fn wrap(
        &self,
        master: &MasterKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SigningFailed> {
        let pkcs8 = self.pair.to_pkcs8v1().map_err(|_| SigningFailed)?;
        master.wrap(KeyFor::SigningKeys, self.kid().as_bytes(), pkcs8.as_ref(), rng).ok_or(SigningFailed)
    }

    /// Opens a key from the database. Fails when the bytes were sealed by another master key or under another `kid`.
    pub fn unwrap(master: &MasterKey, kid: &str, wrapped: &[u8]) -> Result<Self, UnwrapFailed> {
        let pkcs8 = master.unwrap(KeyFor::SigningKeys, kid.as_bytes(), wrapped)?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)
            .ok()
            .and_then(Self::new)
            .filter(|key| key.kid() == kid)
            .ok_or(UnwrapFailed::Damaged)
    }

    /// The RFC 7638 thumbprint of the public key.
    pub fn kid(&self) -> &str {
        &self.jwk.kid
    }

    pub fn public_jwk(&self) -> &PublicJwk {
        &self.jwk
    }

    pub(crate) fn encoded_header(&self) -> &str {
        &self.header
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], SigningFailed> {
        let signature = self.pair.sign(&SystemRandom::new(), message).map_err(|_| SigningFailed)?;
        signature.as_ref().try_into().map_err(|_| SigningFailed)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.kid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_wrapping() {
        let mut rng = crate::test_rng();
        let master = MasterKey::generate(&mut rng);
        let Ok(key) = SigningKey::generate() else { panic!("generates") };
        let Ok(wrapped) = key.wrap(&master, &mut rng) else { panic!("wraps") };
        let opened = SigningKey::unwrap(&master, key.kid(), &wrapped);
        assert_eq!(opened.map(|opened| opened.public_jwk().clone()), Ok(key.public_jwk().clone()));
        assert!(SigningKey::unwrap(&master, "another kid", &wrapped).is_err());
        assert!(SigningKey::unwrap(&MasterKey::generate(&mut rng), key.kid(), &wrapped).is_err());
    }
}
