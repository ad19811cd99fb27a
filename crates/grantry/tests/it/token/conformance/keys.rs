//! Keys of clients, and what they sign: assertions, proofs, and forgeries of both.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::{
    digest, hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ED25519,
        EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
        RsaEncoding, RsaKeyPair, UnparsedPublicKey,
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

/// A `jti` that no one else uses.
pub fn jti() -> String {
    format!("conformance-{}-{}-{}", now(), std::process::id(), next())
}

const fn point(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut point = [between; 32];
    (point[0], point[31]) = (first, last);
    point
}

/// y of order 8, without its sign: two of them.
const EIGHT: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

const fn negative(mut point: [u8; 32]) -> [u8; 32] {
    point[31] |= 0x80;
    point
}

/// The points of Ed25519 whose order is 1, 2, 4, 4 and 8.
pub const LOW_ORDER: [[u8; 32]; 8] = [
    point(1, 0, 0),
    point(0xec, 0xff, 0x7f),
    point(0, 0, 0),
    point(0, 0, 0x80),
    EIGHT[0],
    negative(EIGHT[0]),
    EIGHT[1],
    negative(EIGHT[1]),
];

/// Their other spellings, which RFC 8032 section 5.1.3 does not allow, and two of points of full order.
pub const NOT_CANONICAL: [[u8; 32]; 8] = [
    point(1, 0, 0x80),
    point(0xee, 0xff, 0x7f),
    point(0xee, 0xff, 0xff),
    point(0xec, 0xff, 0xff),
    point(0xed, 0xff, 0x7f),
    point(0xed, 0xff, 0xff),
    point(0xf0, 0xff, 0x7f),
    point(0xff, 0xff, 0xff),
];

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

    /// RFC 9864 section 2.2; its JWK names no algorithm.
    pub fn ed25519() -> Outcome<Self> {
        let pair = Ed25519KeyPair::generate()?;
        let jwk =
            json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()), "kid": jti()});
        let sign = move |bytes: &[u8]| Ok(pair.sign(bytes).as_ref().to_vec());
        Ok(Self { alg: "Ed25519", jwk, sign: Box::new(sign) })
    }

    /// A "key" that is this point of low order. It signs without a private key: `S` is 0, `R` a point of low order that
    /// the library finds right, for one message in two or so.
    pub fn of_low_order(point: [u8; 32]) -> Self {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(&point), "kid": jti(), "alg": "EdDSA"});
        let sign = move |bytes: &[u8]| {
            let library = UnparsedPublicKey::new(&ED25519, point);
            let forged = LOW_ORDER.iter().map(|r| [r.as_slice(), &[0; 32]].concat());
            let mut good = forged.filter(|signature| library.verify(bytes, signature).is_ok());
            good.next().ok_or_else(|| "this message has no such signature".into())
        };
        Self { alg: "EdDSA", jwk, sign: Box::new(sign) }
    }

    pub fn rs384() -> Outcome<Self> {
        Self::rsa("RS384", &RSA_PKCS1_SHA384)
    }

    pub fn rs256() -> Outcome<Self> {
        Self::rsa("RS256", &RSA_PKCS1_SHA256)
    }

    fn rsa(alg: &'static str, encoding: &'static dyn RsaEncoding) -> Outcome<Self> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
        // An RSAPublicKey of 2048 bits (RFC 8017 appendix A.1.1): nine bytes before the modulus.
        let modulus = pair.public_key().as_ref()[9..265].to_vec();
        let jwk = json!({"kty": "RSA", "n": encode(&modulus), "e": "AQAB", "kid": jti(), "alg": alg});
        let sign = move |bytes: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), bytes, &mut signature)?;
            Ok(signature)
        };
        Ok(Self { alg, jwk, sign: Box::new(sign) })
    }

    pub fn kid(&self) -> &Value {
        &self.jwk["kid"]
    }

    /// A JWT; members of `header` stand beside `alg`, or in its place.
    pub fn jwt(&self, header: Value, claims: &Value) -> Outcome<String> {
        self.jwt_of(&with(json!({"alg": self.alg}), header), claims)
    }

    /// A JWT with just this header, members that are null among them.
    pub fn jwt_of(&self, header: &Value, claims: &Value) -> Outcome<String> {
        let signed = signing_input(header, claims);
        let signature = (self.sign)(signed.as_bytes())?;
        Ok(format!("{signed}.{}", encode(&signature)))
    }

    /// A JWT with this text for its claims, whatever it is; members of `header` stand beside `alg` and `kid`.
    pub fn jwt_of_text(&self, header: &Value, claims: &str) -> Outcome<String> {
        let header = with(json!({"alg": self.alg, "kid": self.kid()}), header.clone());
        let signed = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.as_bytes()));
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

/// HS256 with bytes that everyone knows as its secret.
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
