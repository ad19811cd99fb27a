//! A public key made ready to verify with, bound to one algorithm.

use aws_lc_rs::signature::{ParsedPublicKey, RsaPublicKeyComponents};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::algorithm::JwsAlgorithm;
use crate::edwards_point;
use crate::jwks::{EcCurve, PublicJwk, PublicKey};
use crate::unusable_key::UnusableKey;

/// A public key parsed once, for many verifications by one algorithm: the key decides on it, never a token's header.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: JwsAlgorithm,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// # Errors
    /// The JWK is of another kind or purpose, or its numbers are no key.
    pub fn new(jwk: &PublicJwk, algorithm: JwsAlgorithm) -> Result<Self, UnusableKey> {
        let meant = jwk.alg.as_deref().is_none_or(|alg| alg == algorithm.as_str())
            && jwk.key_use.as_deref().is_none_or(|key_use| key_use == "sig")
            && jwk.key.algorithms().contains(&algorithm);
        if !meant {
            return Err(UnusableKey::OtherPurpose);
        }
        Ok(Self { algorithm, key: parse(&jwk.key, algorithm)? })
    }

    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// A key of access tokens, which says which algorithm it is for.
impl TryFrom<&PublicJwk> for VerifyingKey {
    type Error = UnusableKey;

    fn try_from(jwk: &PublicJwk) -> Result<Self, UnusableKey> {
        let algorithm = jwk.alg.as_deref().and_then(JwsAlgorithm::from_name);
        let ours = algorithm.filter(|algorithm| algorithm.of_access_tokens().is_some());
        Self::new(jwk, ours.ok_or(UnusableKey::OtherPurpose)?)
    }
}

fn parse(key: &PublicKey, algorithm: JwsAlgorithm) -> Result<ParsedPublicKey, UnusableKey> {
    let point = |bytes: &[u8]| {
        let algorithm = algorithm.of_point().ok_or(UnusableKey::OtherPurpose)?;
        ParsedPublicKey::new(algorithm, bytes).map_err(|_| UnusableKey::Malformed)
    };
    match key {
        PublicKey::Ec { crv, x, y } => {
            let length = match crv {
                EcCurve::P256 => 32,
                EcCurve::P384 => 48,
            };
            // SEC 1 section 2.3.3: 0x04, then both coordinates in full length.
            point(&[vec![4], octets(x, length)?, octets(y, length)?].concat())
        }
        PublicKey::Okp { x, .. } => {
            let bytes = octets(x, 32)?;
            edwards_point::check(&bytes)?;
            point(&bytes)
        }
        PublicKey::Rsa { n, e } => rsa(&number(n)?, &number(e)?, algorithm),
    }
}

fn rsa(n: &[u8], e: &[u8], algorithm: JwsAlgorithm) -> Result<ParsedPublicKey, UnusableKey> {
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if !(2048..=8192).contains(&bits) {
        return Err(UnusableKey::WrongSize);
    }
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    // An exponent of up to 32 bits, at least 3: what the library takes.
    if !odd(n) || !odd(e) || e == [1] || e.len() > 4 {
        return Err(UnusableKey::Malformed);
    }
    let parameters = algorithm.of_rsa().ok_or(UnusableKey::OtherPurpose)?;
    RsaPublicKeyComponents { n, e }.to_parsed_public_key(parameters).map_err(|_| UnusableKey::Malformed)
}

/// RFC 7518 section 6.2.1.2: the full length, with leading zeros.
fn octets(text: &str, length: usize) -> Result<Vec<u8>, UnusableKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes.filter(|bytes| bytes.len() == length).ok_or(UnusableKey::Malformed)
}

/// RFC 7518 section 2, Base64urlUInt: the shortest form, without leading zeros.
fn number(text: &str) -> Result<Vec<u8>, UnusableKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes.filter(|bytes| bytes.first().is_some_and(|first| *first != 0)).ok_or(UnusableKey::Malformed)
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifyingKey({})", self.algorithm)
    }
}

#[cfg(test)]
mod tests;
