//! Public keys in the form in which others read them: JWK and JWK Set (RFC 7517).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::algorithm::JwsAlgorithm;
use crate::present;

/// The members that make a public key of its kind, in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub enum PublicKey {
    /// RFC 7518 section 6.2.1.
    #[serde(rename = "EC")]
    Ec { crv: EcCurve, x: String, y: String },
    /// RFC 8037 section 2.
    #[serde(rename = "OKP")]
    Okp { crv: OkpCurve, x: String },
    /// RFC 7518 section 6.3.1.
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EcCurve {
    #[serde(rename = "P-256")]
    P256,
    #[serde(rename = "P-384")]
    P384,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OkpCurve {
    Ed25519,
}

impl PublicKey {
    /// The RFC 7638 thumbprint: SHA-256 of the members, in alphabetical order and without white space.
    pub fn thumbprint(&self) -> String {
        let canonical = match self {
            Self::Ec { crv, x, y } => {
                let crv = match crv {
                    EcCurve::P256 => "P-256",
                    EcCurve::P384 => "P-384",
                };
                format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Okp { crv: OkpCurve::Ed25519, x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)
            }
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
        };
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
    }

    /// The algorithms that a key of this kind can sign with.
    pub fn algorithms(&self) -> &'static [JwsAlgorithm] {
        use JwsAlgorithm::{Ed25519, EdDsa, Es256, Es384, Ps256, Ps384, Rs256, Rs384};
        match self {
            Self::Ec { crv: EcCurve::P256, .. } => &[Es256],
            Self::Ec { crv: EcCurve::P384, .. } => &[Es384],
            Self::Okp { .. } => &[EdDsa, Ed25519],
            Self::Rsa { .. } => &[Rs256, Rs384, Ps256, Ps384],
        }
    }
}

/// A public key and what is said about it (RFC 7517 section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    #[serde(flatten)]
    pub key: PublicKey,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
    pub kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
    pub alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
    pub key_use: Option<String>,
}

impl PublicJwk {
    /// A key of ours that signs, named by its thumbprint.
    pub(crate) fn of_access_tokens(key: PublicKey, algorithm: JwsAlgorithm) -> Self {
        Self {
            kid: Some(key.thumbprint()),
            key,
            alg: Some(algorithm.as_str().to_owned()),
            key_use: Some("sig".to_owned()),
        }
    }
}

/// The body of an issuer's `jwks_uri` (RFC 7517 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct JwkSet {
    pub keys: Vec<PublicJwk>,
}

impl JwkSet {
    /// Reads a set, ignoring keys of kinds that we do not know, as RFC 7517 section 5 asks.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let mut members: Map<String, Value> = serde_json::from_slice(json)?;
        let keys = Vec::<Value>::deserialize(members.remove("keys").unwrap_or_default())?;
        let keys = keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        Ok(Self { keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwk(json: &str) -> PublicJwk {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn thumbprints_are_those_of_the_rfcs() {
        let rfc_7638 = jwk(
            r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
        );
        assert_eq!(rfc_7638.key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        let rfc_8037 =
            jwk(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
        assert_eq!(rfc_8037.key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let rfc_7515 = jwk(
            r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
        );
        // python: base64url(sha256('{"crv":"P-256","kty":"EC","x":…,"y":…}'))
        assert_eq!(rfc_7515.key.thumbprint(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    }

    #[test]
    fn each_kind_has_exactly_its_members() {
        for json in [
            r#"{"kty":"EC","crv":"P-384","x":"AA","y":"AQ","kid":"k","alg":"ES384","use":"sig"}"#,
            r#"{"kty":"OKP","crv":"Ed25519","x":"AA","kid":"k"}"#,
            r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#,
        ] {
            assert_eq!(serde_json::to_string(&jwk(json)).unwrap_or_default(), json);
        }
    }

    #[test]
    fn unknown_kinds_are_ignored() {
        let json = r#"{"keys":[{"kty":"OKP","crv":"X25519","x":"AA"},{"kty":"OKP","crv":"Ed448","x":"AA"},{"kty":"oct","k":"AA"},{"kty":"new"},
            {"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"},{"kty":"RSA","n":"AA"},
            {"kty":"OKP","crv":"Ed25519","x":"AA","kid":"known","other":1}]}"#;
        let kids = JwkSet::parse(json.as_bytes())
            .map(|set| set.keys.into_iter().map(|key| key.kid.unwrap_or_default()).collect::<Vec<_>>());
        assert_eq!(kids.ok(), Some(vec!["known".to_owned()]));
        assert!(JwkSet::parse(b"{}").is_err());
    }
}
