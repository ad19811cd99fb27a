//! The key that signs receipts of decisions, and the verification of a receipt without the platform.
//!
//! It signs nothing else: it is no token's key, its public half stands at an address of its own, and a receipt's `typ`
//! says what it is (RFC 8725 section 3.11).

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::CryptoRng;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::algorithm::JwsAlgorithm;
use crate::jwks::{JwkSet, OkpCurve, PublicJwk, PublicKey};
use crate::jws::object;
use crate::master_key::{KeyFor, MasterKey, RewrapFailed, UnwrapFailed, rewrap};
use crate::signing_key::SigningFailed;
use crate::verifying_key::VerifyingKey;

/// The JWS `typ` of a receipt.
pub const RECEIPT_TYPE: &str = "consent-receipt+jwt";

/// The name under which the one key of an installation is wrapped.
const RECEIPT_RECORD: &[u8] = b"receipt-key";

/// Signs with EdDSA over Ed25519 (RFC 8037 section 3.1).
pub struct ReceiptKey {
    pair: Ed25519KeyPair,
    jwk: PublicJwk,
    header: String,
}

/// Why a text is no receipt of these keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRejected {
    #[error("not a JWS in compact form")]
    Malformed,
    #[error("not a receipt (the header's typ is not {})", RECEIPT_TYPE)]
    WrongType,
    #[error("signed with a key that is not in the key set")]
    UnknownKey,
    #[error("the signature is not valid: the receipt was changed, or another platform signed it")]
    BadSignature,
}

impl ReceiptKey {
    /// Makes a new key. The library draws from the system's own random source.
    pub fn generate() -> Result<Self, SigningFailed> {
        Ed25519KeyPair::generate().ok().and_then(Self::new).ok_or(SigningFailed)
    }

    fn new(pair: Ed25519KeyPair) -> Option<Self> {
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let key = PublicKey::Okp { crv: OkpCurve::Ed25519, x };
        let jwk = PublicJwk::of_access_tokens(key, JwsAlgorithm::EdDsa);
        let kid = jwk.kid.clone()?;
        let header = format!(r#"{{"typ":"{RECEIPT_TYPE}","alg":"{}","kid":"{kid}"}}"#, JwsAlgorithm::EdDsa);
        Some(Self { pair, jwk, header: URL_SAFE_NO_PAD.encode(header) })
    }

    /// The key as it is stored; `None` when the library refuses to seal it.
    pub fn wrap(&self, master: &MasterKey, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Vec<u8>> {
        let pkcs8 = Zeroizing::new(self.pair.to_pkcs8v1().ok()?.as_ref().to_vec());
        master.wrap(KeyFor::ReceiptKey, RECEIPT_RECORD, &pkcs8, rng)
    }

    /// Opens the stored key.
    pub fn unwrap(master: &MasterKey, wrapped: &[u8]) -> Result<Self, UnwrapFailed> {
        let pkcs8 = master.unwrap(KeyFor::ReceiptKey, RECEIPT_RECORD, wrapped)?;
        Ed25519KeyPair::from_pkcs8(&pkcs8).ok().and_then(Self::new).ok_or(UnwrapFailed::Damaged)
    }

    /// Passes the stored key from one master key to the next. Every receipt stays good.
    pub fn rewrap(
        old: &MasterKey,
        new: &MasterKey,
        wrapped: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, RewrapFailed> {
        rewrap(old, new, KeyFor::ReceiptKey, RECEIPT_RECORD, wrapped, rng)
    }

    /// What others verify receipts with (RFC 7517 section 5).
    pub fn published(&self) -> JwkSet {
        JwkSet { keys: vec![self.jwk.clone()] }
    }

    /// The receipt as a compact JWS (RFC 7515 section 7.1) over a JSON object.
    pub fn sign(&self, payload: &[u8]) -> Result<String, SigningFailed> {
        let mut receipt = format!("{}.{}", self.header, URL_SAFE_NO_PAD.encode(payload));
        let signature = self.pair.try_sign(receipt.as_bytes()).map_err(|_| SigningFailed)?;
        receipt.push('.');
        URL_SAFE_NO_PAD.encode_string(signature.as_ref(), &mut receipt);
        Ok(receipt)
    }
}

impl fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptKey")
    }
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    kid: String,
}

/// What a receipt says, as JSON, once its signature holds under one of these keys. The algorithm is the key's own, never
/// the header's.
pub fn read_receipt(receipt: &str, keys: &JwkSet) -> Result<Vec<u8>, ReceiptRejected> {
    let (signed, signature) = receipt.trim().rsplit_once('.').ok_or(ReceiptRejected::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(ReceiptRejected::Malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| ReceiptRejected::Malformed);
    let header: Header = object(&decode(header)?).ok_or(ReceiptRejected::WrongType)?;
    if header.typ != RECEIPT_TYPE {
        return Err(ReceiptRejected::WrongType);
    }
    let jwk = keys.keys.iter().find(|jwk| jwk.kid.as_deref() == Some(header.kid.as_str()));
    let jwk = jwk.ok_or(ReceiptRejected::UnknownKey)?;
    let key = VerifyingKey::new(jwk, JwsAlgorithm::EdDsa).map_err(|_| ReceiptRejected::UnknownKey)?;
    let (payload, signature) = (decode(payload)?, decode(signature)?);
    if key.verify(signed.as_bytes(), &signature) { Ok(payload) } else { Err(ReceiptRejected::BadSignature) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ReceiptKey {
        ReceiptKey::generate().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_receipt_is_verified_with_the_published_keys_alone() {
        let (key, other) = (key(), key());
        let published = serde_json::to_vec(&key.published()).unwrap_or_default();
        let keys = JwkSet::parse(&published).unwrap_or_default();
        let Ok(receipt) = key.sign(br#"{"decision":"allowed"}"#) else { panic!("signs") };
        assert_eq!(read_receipt(&format!("{receipt}\n"), &keys), Ok(br#"{"decision":"allowed"}"#.to_vec()));
        assert_eq!(read_receipt(&receipt, &other.published()), Err(ReceiptRejected::UnknownKey));
        let parts: Vec<&str> = receipt.split('.').collect();
        let forged =
            format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(r#"{"decision":"declined"}"#), parts[2]);
        assert_eq!(read_receipt(&forged, &keys), Err(ReceiptRejected::BadSignature));
        let token =
            format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(r#"{"typ":"at+jwt","kid":"k"}"#), parts[1], parts[2]);
        assert_eq!(read_receipt(&token, &keys), Err(ReceiptRejected::WrongType));
        for text in ["", "a", "a.b", "a.b.c"] {
            assert!(read_receipt(text, &keys).is_err(), "{text}");
        }
    }

    #[test]
    fn receipts_verify_after_a_change_of_master_key() {
        let mut rng = crate::test_rng();
        let (old, new) = (MasterKey::generate(&mut rng), MasterKey::generate(&mut rng));
        let key = key();
        let Some(wrapped) = key.wrap(&old, &mut rng) else { panic!("wraps") };
        let Ok(rewrapped) = ReceiptKey::rewrap(&old, &new, &wrapped, &mut rng) else { panic!("rewraps") };
        let opened = ReceiptKey::unwrap(&new, &rewrapped).map(|opened| opened.published());
        assert_eq!(opened, Ok(key.published()));
        assert!(matches!(ReceiptKey::unwrap(&old, &rewrapped), Err(UnwrapFailed::OtherMasterKey(_))));
    }
}
