//! Keys of clients, and what they sign: assertions, proofs, and forgeries of both.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::{
    digest, hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
        EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA384, RsaKeyPair, UnparsedPublicKey,
    },
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};

use crate::harness::{Outcome, next};

pub fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub fn sha256(bytes: &[u8]) -> String {
    encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the server under test has the machine's clock")]
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

/// A `jti` that nobody else uses.
pub fn jti() -> String {
    format!("conformance-{}-{}-{}", now(), std::process::id(), next())
}

type Sign = Box<dyn Fn(&[u8]) -> Outcome<Vec<u8>> + Send + Sync>;

/// A key pair of a client.
pub struct Key {
    pub alg: &'static str,
    /// Public, with a `kid`.
    pub jwk: Value,
    sign: Sign,
}

impl Key {
    pub fn es256() -> Outcome<Self> {
        Self::ecdsa("ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    pub fn es384() -> Outcome<Self> {
        Self::ecdsa("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING)
    }

    fn ecdsa(alg: &'static str, crv: &str, algorithm: &'static EcdsaSigningAlgorithm) -> Outcome<Self> {
        let pair = EcdsaKeyPair::generate(algorithm)?;
        let point = pair.public_key().as_ref().to_vec();
        let (x, y) = point[1..].split_at(point.len() / 2);
        let jwk = json!({"kty": "EC", "crv": crv, "x": encode(x), "y": encode(y), "kid": jti(), "alg": alg});
        let sign = move |bytes: &[u8]| Ok(pair.sign(&SystemRandom::new(), bytes)?.as_ref().to_vec());
        Ok(Self { alg, jwk, sign: Box::new(sign) })
    }

    pub fn rs384() -> Outcome<Self> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
        // An RSAPublicKey of 2048 bits (RFC 8017 appendix A.1.1): nine bytes before the modulus.
        let modulus = pair.public_key().as_ref()[9..265].to_vec();
        let jwk = json!({"kty": "RSA", "n": encode(&modulus), "e": "AQAB", "kid": jti(), "alg": "RS384"});
        let sign = move |bytes: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA384, &SystemRandom::new(), bytes, &mut signature)?;
            Ok(signature)
        };
        Ok(Self { alg: "RS384", jwk, sign: Box::new(sign) })
    }

    pub fn kid(&self) -> &Value {
        &self.jwk["kid"]
    }

    /// A JWT; members of `header` stand beside `alg`, or in its place.
    pub fn jwt(&self, header: Value, claims: &Value) -> Outcome<String> {
        let signed = signing_input(&with(json!({"alg": self.alg}), header), claims);
        let signature = (self.sign)(signed.as_bytes())?;
        Ok(format!("{signed}.{}", encode(&signature)))
    }

    /// The public key without `kid` and `alg`, as a DPoP proof carries it.
    pub fn bare(&self) -> Value {
        with(self.jwk.clone(), json!({"kid": null, "alg": null}))
    }

    /// RFC 7638, of an EC key.
    pub fn thumbprint(&self) -> String {
        let member = |name: &str| self.jwk[name].as_str().unwrap_or_default().to_owned();
        let (crv, x, y) = (member("crv"), member("x"), member("y"));
        sha256(format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())
    }

    /// A DPoP proof of this moment for a request; `more` changes claims, and takes away those that it sets to null.
    pub fn proof(&self, method: &str, url: &str, more: Value) -> Outcome<String> {
        let claims = with(json!({"jti": jti(), "htm": method, "htu": url, "iat": now()}), more);
        self.jwt(json!({"typ": "dpop+jwt", "jwk": self.bare()}), &claims)
    }
}

/// `object` with the members of `more` in place of its own; null takes a member away.
pub fn with(mut object: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (object.as_object_mut(), more) {
        for (name, value) in more {
            if value.is_null() {
                members.remove(&name);
            } else {
                members.insert(name, value);
            }
        }
    }
    object
}

fn signing_input(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()))
}

/// `alg` none (RFC 7518 section 3.6).
pub fn unsigned(claims: &Value) -> String {
    format!("{}.", signing_input(&json!({"alg": "none", "typ": "JWT"}), claims))
}

/// HS256 with bytes that everybody knows as its secret.
pub fn symmetric(header: Value, claims: &Value, secret: &[u8]) -> String {
    let signed = signing_input(&with(json!({"alg": "HS256"}), header), claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", encode(tag.as_ref()))
}

/// A part of a compact JWS: 0 is the header, 1 the claims.
pub fn part(token: &str, number: usize) -> Outcome<Value> {
    let part = token.split('.').nth(number).ok_or("not a JWT")?;
    Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part)?)?)
}

/// Fails unless the key, a public JWK of P-256, signed this token.
pub fn verify_es256(jwk: &Value, token: &str) -> Outcome {
    let bytes = |name: &str| -> Outcome<Vec<u8>> {
        Ok(BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap_or_default())?)
    };
    let point = [vec![4], bytes("x")?, bytes("y")?].concat();
    let (signed, signature) = token.rsplit_once('.').ok_or("not a JWT")?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| "the signature is not that of the key in the JWK set".into())
}
