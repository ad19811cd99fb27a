//! Public keys as others see them: JWK and JWK Set (RFC 7517), and a key made ready to verify with.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// A public key that signs access tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    pub y: String,
    pub kid: String,
    pub alg: String,
    #[serde(rename = "use")]
    pub key_use: String,
}

impl PublicJwk {
    pub(crate) fn es256(x: &[u8], y: &[u8]) -> Self {
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Self {
            kid: thumbprint(&x, &y),
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x,
            y,
            alg: "ES256".to_owned(),
            key_use: "sig".to_owned(),
        }
    }
}

/// RFC 7638: SHA-256 of the required members, in alphabetical order, without white space.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
}

/// The body of an issuer's `jwks_uri` (RFC 7517 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct JwkSet {
    pub keys: Vec<PublicJwk>,
}

impl JwkSet {
    /// Reads a set, ignoring keys of kinds that we do not know, as RFC 7517 section 5 asks.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct AnySet {
            keys: Vec<serde_json::Value>,
        }
        let any: AnySet = serde_json::from_slice(json)?;
        let keys = any.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        Ok(Self { keys })
    }
}

/// A public key parsed once, for many verifications.
#[derive(Clone)]
pub struct VerifyingKey(ParsedPublicKey);

/// The JWK is not a P-256 signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a usable ES256 public key")]
pub struct UnusableKey;

impl VerifyingKey {
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

impl TryFrom<&PublicJwk> for VerifyingKey {
    type Error = UnusableKey;

    fn try_from(jwk: &PublicJwk) -> Result<Self, UnusableKey> {
        if (jwk.kty.as_str(), jwk.crv.as_str(), jwk.alg.as_str(), jwk.key_use.as_str())
            != ("EC", "P-256", "ES256", "sig")
        {
            return Err(UnusableKey);
        }
        let coordinate = |text: &str| {
            URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 32).ok_or(UnusableKey)
        };
        let point = [vec![4], coordinate(&jwk.x)?, coordinate(&jwk.y)?].concat();
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).map(Self).map_err(|_| UnusableKey)
    }
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VerifyingKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The P-256 key of RFC 7515 appendix A.3.
    fn rfc_7515_key() -> PublicJwk {
        PublicJwk {
            kty: "EC".into(),
            crv: "P-256".into(),
            x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU".into(),
            y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0".into(),
            kid: "a3".into(),
            alg: "ES256".into(),
            key_use: "sig".into(),
        }
    }

    #[test]
    fn the_example_of_rfc_7515_verifies() {
        let input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = URL_SAFE_NO_PAD
            .decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        let Ok(signature) = signature else { panic!("the vector is base64url") };
        let Ok(key) = VerifyingKey::try_from(&rfc_7515_key()) else { panic!("the vector is a key") };
        assert!(key.verify(input.as_bytes(), &signature));
        assert!(!key.verify(&input.as_bytes()[1..], &signature));
    }

    #[test]
    fn a_thumbprint_matches_an_independent_implementation() {
        let jwk = rfc_7515_key();
        // python: base64url(sha256('{"crv":"P-256","kty":"EC","x":…,"y":…}'))
        assert_eq!(thumbprint(&jwk.x, &jwk.y), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    }

    #[test]
    fn unknown_kinds_are_ignored_and_wrong_keys_refused() {
        let set = JwkSet { keys: vec![rfc_7515_key()] };
        let Ok(mut json) = serde_json::to_value(&set) else { panic!("serialises") };
        assert_eq!(json["keys"][0]["use"], "sig");
        let unknown = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"});
        json["keys"].as_array_mut().into_iter().for_each(|keys| keys.push(unknown.clone()));
        let read = JwkSet::parse(json.to_string().as_bytes());
        assert_eq!(read.ok(), Some(set));
        assert!(JwkSet::parse(b"{}").is_err());
        let wrong = [
            PublicJwk { alg: "HS256".into(), ..rfc_7515_key() },
            PublicJwk { key_use: "enc".into(), ..rfc_7515_key() },
            PublicJwk { x: "AA".into(), ..rfc_7515_key() },
            PublicJwk { x: rfc_7515_key().y, ..rfc_7515_key() },
        ];
        for jwk in &wrong {
            assert_eq!(VerifyingKey::try_from(jwk).err(), Some(UnusableKey), "{jwk:?}");
        }
    }
}
