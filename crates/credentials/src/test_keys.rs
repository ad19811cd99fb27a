//! Keys of callers, for tests: one of each algorithm.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RSA_PSS_SHA384, RsaEncoding,
    RsaKeyPair,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::algorithm::JwsAlgorithm;
use crate::jws::tests::compact;
use crate::signing_key::modulus;

pub(crate) struct TestKey {
    pub algorithm: JwsAlgorithm,
    /// Without a `kid`.
    pub jwk: Value,
    sign: Sign,
}

impl TestKey {
    pub fn new(algorithm: JwsAlgorithm) -> Self {
        let (jwk, sign) = match algorithm {
            JwsAlgorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
            JwsAlgorithm::Es384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
            JwsAlgorithm::EdDsa | JwsAlgorithm::Ed25519 => ed25519(),
            JwsAlgorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            JwsAlgorithm::Rs384 => rsa(&RSA_PKCS1_SHA384),
            JwsAlgorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            JwsAlgorithm::Ps384 => rsa(&RSA_PSS_SHA384),
        };
        Self { algorithm, jwk, sign }
    }

    /// A JWT of this header (with this key's `alg`, unless it names another) and payload.
    pub fn jwt(&self, header: &Value, payload: &Value) -> String {
        let mut header = header.clone();
        if header.get("alg").is_none() {
            header["alg"] = self.algorithm.as_str().into();
        }
        compact(&header, payload, &self.sign)
    }
}

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;
type Parts = (Value, Sign);

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm, crv: &str) -> Parts {
    let Ok(pair) = EcdsaKeyPair::generate(algorithm) else { panic!("generates") };
    let point = &pair.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    let jwk = json!({"kty": "EC", "crv": crv, "x": text(x), "y": text(y)});
    let sign = move |message: &[u8]| {
        pair.sign(&SystemRandom::new(), message)
            .map(|signature| signature.as_ref().to_vec())
            .unwrap_or_default()
    };
    (jwk, Box::new(sign))
}

fn ed25519() -> Parts {
    let Ok(pair) = Ed25519KeyPair::generate() else { panic!("generates") };
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref())});
    (jwk, Box::new(move |message: &[u8]| pair.sign(message).as_ref().to_vec()))
}

fn rsa(encoding: &'static dyn RsaEncoding) -> Parts {
    let Ok(pair) = RsaKeyPair::generate(KeySize::Rsa2048) else { panic!("generates") };
    let n = modulus(pair.public_key().as_ref()).unwrap_or_default();
    let jwk = json!({"kty": "RSA", "n": text(n), "e": "AQAB"});
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        let signed = pair.sign(encoding, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| signature).unwrap_or_default()
    };
    (jwk, Box::new(sign))
}
