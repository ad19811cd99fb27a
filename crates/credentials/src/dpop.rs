//! Proofs that the caller holds the key that a token is bound to: DPoP (RFC 9449).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::algorithm::JwsAlgorithm;
use crate::client_keys::PRIVATE_MEMBERS;
use crate::jwks::PublicJwk;
use crate::jws::{CompactJws, object};
use crate::verifying_key::VerifyingKey;
use crate::{AHEAD, numeric_date, present};

/// Seconds after its `iat` that a proof is taken: so long its `jti` has to be remembered, by every clock.
pub const PROOF_LIFETIME: i64 = 300;
const MAX_JTI: usize = 256;

/// A proof whose signature by the key that it carries is good. What it is about is still to be checked.
pub struct DpopProof {
    jkt: String,
    claims: Claims,
}

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: String,
    jwk: Option<Map<String, Value>>,
    #[expect(dead_code, reason = "read so that it is a text where it is there")]
    #[serde(default, deserialize_with = "present")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: Value,
    #[serde(default, deserialize_with = "present")]
    ath: Option<String>,
}

/// What a proof proved. It may be used once: remember key and `jti` until [`PROOF_LIFETIME`] after `iat`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedProof {
    /// RFC 7638 thumbprint of the key that signed, for `cnf.jkt`.
    pub jkt: String,
    pub jti: String,
    /// Seconds since 1970.
    pub iat: i64,
}

/// Why a proof was not accepted (`invalid_dpop_proof`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DpopRejected {
    #[error("the DPoP proof is not one signed JWT in compact form of at most 8 KiB")]
    Malformed,
    #[error("the DPoP proof's typ is not dpop+jwt")]
    WrongType,
    #[error("the DPoP proof's alg is not ES256, ES384, EdDSA, Ed25519, RS256, RS384, PS256 or PS384")]
    WrongAlgorithm,
    #[error("the DPoP proof's header has crit, and nothing critical is understood")]
    CriticalHeader,
    #[error("the DPoP proof's jwk is not a public key that fits its alg")]
    BadKey,
    #[error("the DPoP proof's jwk is private; that key is known to others now")]
    PrivateKey,
    #[error("the DPoP proof's signature is not valid")]
    BadSignature,
    #[error("the DPoP proof's claims are not jti, htm, htu and iat")]
    BadClaims,
    #[error("the DPoP proof's jti does not have 1 to 256 characters")]
    BadJti,
    #[error("the DPoP proof is for another method (htm)")]
    WrongMethod,
    #[error("the DPoP proof is for another URL (htu)")]
    WrongUrl,
    #[error("the DPoP proof is older than 300 seconds")]
    TooOld,
    #[error("the DPoP proof is from the future")]
    FromTheFuture,
    #[error("the DPoP proof is not for this access token (ath)")]
    WrongToken,
}

impl DpopProof {
    /// Reads the value of the one `DPoP` header and checks what needs nothing else: RFC 9449 section 4.3, 2 to 7.
    pub fn parse(header: &str) -> Result<Self, DpopRejected> {
        let jws: CompactJws<'_, Header> = CompactJws::parse(header).ok_or(DpopRejected::Malformed)?;
        let typ = jws.header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        if typ.strip_prefix("application/").unwrap_or(&typ) != "dpop+jwt" {
            return Err(DpopRejected::WrongType);
        }
        let algorithm = JwsAlgorithm::from_name(&jws.header.alg).ok_or(DpopRejected::WrongAlgorithm)?;
        if jws.header.crit.is_some() {
            return Err(DpopRejected::CriticalHeader);
        }
        let jwk = jws.header.jwk.clone().ok_or(DpopRejected::BadKey)?;
        if PRIVATE_MEMBERS.iter().any(|member| jwk.contains_key(*member)) {
            return Err(DpopRejected::PrivateKey);
        }
        let jwk: PublicJwk = serde_json::from_value(jwk.into()).map_err(|_| DpopRejected::BadKey)?;
        let key = VerifyingKey::new(&jwk, algorithm).map_err(|_| DpopRejected::BadKey)?;
        if !jws.is_signed_by(&key) {
            return Err(DpopRejected::BadSignature);
        }
        let payload = jws.payload().ok_or(DpopRejected::Malformed)?;
        let claims = object(&payload).ok_or(DpopRejected::BadClaims)?;
        Ok(Self { jkt: jwk.key.thumbprint(), claims })
    }

    /// Checks what the proof is about: RFC 9449 section 4.3, 8 to 12. `url` is the request's without its query, `now`
    /// seconds since 1970. With an access token its hash must stand in the proof. Whether the `jti` was used before is
    /// the caller's to find out, after this.
    pub fn verify(
        self,
        method: &str,
        url: &str,
        now: i64,
        access_token: Option<&str>,
    ) -> Result<VerifiedProof, DpopRejected> {
        let Self { jkt, claims } = self;
        if claims.jti.is_empty() || claims.jti.chars().count() > MAX_JTI {
            return Err(DpopRejected::BadJti);
        }
        if claims.htm != method {
            return Err(DpopRejected::WrongMethod);
        }
        if !same_resource(&claims.htu, url) {
            return Err(DpopRejected::WrongUrl);
        }
        let iat = numeric_date(&claims.iat).ok_or(DpopRejected::BadClaims)?;
        if iat < now.saturating_sub(PROOF_LIFETIME) {
            return Err(DpopRejected::TooOld);
        }
        if iat > now.saturating_add(AHEAD) {
            return Err(DpopRejected::FromTheFuture);
        }
        let bound = |token: &str| {
            let hash = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()));
            claims.ath.as_deref() == Some(&hash)
        };
        if !access_token.is_none_or(bound) {
            return Err(DpopRejected::WrongToken);
        }
        Ok(VerifiedProof { jkt, jti: claims.jti, iat })
    }
}

/// Whether both name one resource: normalised as `url` does (scheme and host in lower case, default ports, dot
/// segments), without query and fragment.
fn same_resource(one: &str, other: &str) -> bool {
    let normal = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    normal(one).is_some_and(|one| normal(other) == Some(one))
}

#[cfg(test)]
mod tests;
