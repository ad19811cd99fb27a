//! The keys that sign access tokens, parsed once and kept.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::token::SigningAlgorithm;
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::algorithm::JwsAlgorithm;
use crate::jwks::{EcCurve, OkpCurve, PublicJwk, PublicKey};
use crate::master_key::{KeyFor, MasterKey, UnwrapFailed};

/// A private key, its public JWK, and the JWS header that every token signed with it begins with.
pub struct SigningKey {
    pair: Pair,
    kid: String,
    jwk: PublicJwk,
    header: String,
}

enum Pair {
    /// RFC 7518 section 3.4.
    Es256(EcdsaKeyPair),
    /// RFC 8037 section 3.1.
    EdDsa(Ed25519KeyPair),
    /// RFC 7518 section 3.3; 2048 bits.
    Rs256(RsaKeyPair),
}

/// The byte length of an RS256 signature by a key of 2048 bits.
const RSA_LENGTH: usize = 256;

/// The cryptographic library refused to make, seal or use a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key could not be made or used")]
pub struct SigningFailed;

impl SigningKey {
    /// Makes a new key. The library draws from the system's own random source.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, SigningFailed> {
        let pair = match algorithm {
            SigningAlgorithm::Es256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Pair::Es256)
            }
            SigningAlgorithm::EdDsa => Ed25519KeyPair::generate().map(Pair::EdDsa),
            SigningAlgorithm::Rs256 => RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rs256),
        };
        pair.ok().and_then(Self::new).ok_or(SigningFailed)
    }

    fn new(pair: Pair) -> Option<Self> {
        let algorithm = pair.algorithm();
        let jwk =
            PublicJwk::of_access_tokens(pair.public_key()?, JwsAlgorithm::from_name(algorithm.as_str())?);
        let kid = jwk.kid.clone()?;
        let header = format!(r#"{{"typ":"at+jwt","alg":"{algorithm}","kid":"{kid}"}}"#);
        Some(Self { pair, kid, jwk, header: URL_SAFE_NO_PAD.encode(header) })
    }

    /// The private key as PKCS #8, sealed by the master key under this key's id.
    pub fn wrap(
        &self,
        master: &MasterKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SigningFailed> {
        let pkcs8 = self.pair.to_pkcs8().ok_or(SigningFailed)?;
        master.wrap(KeyFor::SigningKeys, self.kid.as_bytes(), &pkcs8, rng).ok_or(SigningFailed)
    }

    /// Opens a key from the database. Fails when the bytes were sealed by another master key or under another `kid`,
    /// or are a key of another algorithm.
    pub fn unwrap(
        master: &MasterKey,
        algorithm: SigningAlgorithm,
        kid: &str,
        wrapped: &[u8],
    ) -> Result<Self, UnwrapFailed> {
        let pkcs8 = master.unwrap(KeyFor::SigningKeys, kid.as_bytes(), wrapped)?;
        Pair::from_pkcs8(algorithm, &pkcs8)
            .and_then(Self::new)
            .filter(|key| key.kid == kid)
            .ok_or(UnwrapFailed::Damaged)
    }

    /// The RFC 7638 thumbprint of the public key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub fn algorithm(&self) -> SigningAlgorithm {
        self.pair.algorithm()
    }

    pub fn public_jwk(&self) -> &PublicJwk {
        &self.jwk
    }

    pub(crate) fn encoded_header(&self) -> &str {
        &self.header
    }

    /// Appends a dot and the signature of what stands in `token`.
    pub(crate) fn push_signature(&self, token: &mut String) -> Result<(), SigningFailed> {
        let append = |token: &mut String, signature: &[u8]| {
            token.push('.');
            URL_SAFE_NO_PAD.encode_string(signature, token);
        };
        match &self.pair {
            Pair::Es256(pair) => {
                let signature =
                    pair.sign(&SystemRandom::new(), token.as_bytes()).map_err(|_| SigningFailed)?;
                append(token, signature.as_ref());
            }
            Pair::EdDsa(pair) => {
                let signature = pair.try_sign(token.as_bytes()).map_err(|_| SigningFailed)?;
                append(token, signature.as_ref());
            }
            Pair::Rs256(pair) => {
                let mut signature = [0; RSA_LENGTH];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
                    .map_err(|_| SigningFailed)?;
                append(token, &signature);
            }
        }
        Ok(())
    }

    /// How many characters [`Self::push_signature`] appends.
    pub(crate) fn encoded_signature_length(&self) -> usize {
        match self.pair {
            Pair::Es256(_) | Pair::EdDsa(_) => 1 + 86,
            Pair::Rs256(_) => 1 + 342,
        }
    }
}

impl Pair {
    fn algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Es256(_) => SigningAlgorithm::Es256,
            Self::EdDsa(_) => SigningAlgorithm::EdDsa,
            Self::Rs256(_) => SigningAlgorithm::Rs256,
        }
    }

    fn public_key(&self) -> Option<PublicKey> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Some(match self {
            Self::Es256(pair) => {
                // SEC 1 section 2.3.3: 0x04, then the two coordinates of 32 bytes each.
                let point: &[u8; 65] = pair.public_key().as_ref().try_into().ok()?;
                PublicKey::Ec { crv: EcCurve::P256, x: text(&point[1..33]), y: text(&point[33..]) }
            }
            Self::EdDsa(pair) => {
                PublicKey::Okp { crv: OkpCurve::Ed25519, x: text(pair.public_key().as_ref()) }
            }
            Self::Rs256(pair) => {
                let n = modulus(pair.public_key().as_ref())?;
                PublicKey::Rsa { n: text(n), e: "AQAB".to_owned() }
            }
        })
    }

    fn to_pkcs8(&self) -> Option<Zeroizing<Vec<u8>>> {
        let pkcs8 = match self {
            Self::Es256(pair) => pair.to_pkcs8v1().ok()?.as_ref().to_vec(),
            Self::EdDsa(pair) => pair.to_pkcs8v1().ok()?.as_ref().to_vec(),
            Self::Rs256(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(pair).ok()?.as_ref().to_vec(),
        };
        Some(Zeroizing::new(pkcs8))
    }

    fn from_pkcs8(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Option<Self> {
        match algorithm {
            SigningAlgorithm::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).ok().map(Self::Es256)
            }
            SigningAlgorithm::EdDsa => Ed25519KeyPair::from_pkcs8(pkcs8).ok().map(Self::EdDsa),
            SigningAlgorithm::Rs256 => RsaKeyPair::from_pkcs8(pkcs8).ok().map(Self::Rs256),
        }
    }
}

/// The modulus of 2048 bits inside an `RSAPublicKey` (RFC 8017 appendix A.1.1) whose exponent is 65537. All our keys
/// are of this one shape; `None` for any other.
pub(crate) fn modulus(der: &[u8]) -> Option<&[u8]> {
    let sequence_and_integer = [0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
    let exponent = [0x02, 0x03, 0x01, 0x00, 0x01];
    let modulus = der.strip_prefix(&sequence_and_integer)?.strip_suffix(&exponent)?;
    (modulus.len() == RSA_LENGTH).then_some(modulus)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.algorithm(), self.kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_wrapping() {
        let mut rng = crate::test_rng();
        let master = MasterKey::generate(&mut rng);
        for algorithm in SigningAlgorithm::ALL.iter().copied() {
            let Ok(key) = SigningKey::generate(algorithm) else { panic!("generates") };
            let Ok(wrapped) = key.wrap(&master, &mut rng) else { panic!("wraps") };
            let unwrap = |master: &MasterKey, algorithm, kid: &str| {
                SigningKey::unwrap(master, algorithm, kid, &wrapped).map(|key| key.public_jwk().clone())
            };
            assert_eq!(unwrap(&master, algorithm, key.kid()), Ok(key.public_jwk().clone()));
            assert!(unwrap(&master, algorithm, "another kid").is_err());
            assert!(unwrap(&MasterKey::generate(&mut rng), algorithm, key.kid()).is_err());
            for other in SigningAlgorithm::ALL.iter().copied().filter(|other| *other != algorithm) {
                assert_eq!(unwrap(&master, other, key.kid()), Err(UnwrapFailed::Damaged), "{other}");
            }
        }
    }
}
