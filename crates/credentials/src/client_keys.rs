//! The public keys that a client registers for `private_key_jwt` (RFC 7591 section 2, `jwks`).

use std::collections::HashSet;

use serde_json::Value;

use crate::algorithm::JwsAlgorithm;
use crate::jwks::{JwkSet, PublicJwk};
use crate::unusable_key::UnusableKey;
use crate::verifying_key::VerifyingKey;

/// How many keys a client may register.
pub const MAX_CLIENT_KEYS: usize = 16;
/// How long the JSON of a client's keys may be, in bytes.
pub const MAX_CLIENT_KEYS_LENGTH: usize = 32 * 1024;
/// What only the holder of a key may know (RFC 7518 section 6, RFC 8037 section 2).
pub(crate) const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A client's public keys, parsed once and kept: those of the set that can verify a signature.
#[derive(Debug, Clone)]
pub struct ClientKeySet {
    keys: Vec<ClientKey>,
}

#[derive(Debug, Clone)]
pub(crate) struct ClientKey {
    jwk: PublicJwk,
    /// One per algorithm: an RSA key that does not say which takes four, an Ed25519 key two.
    verifying: Vec<VerifyingKey>,
}

/// Why a set of keys was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientKeysRejected {
    #[error("a key set has at most {MAX_CLIENT_KEYS_LENGTH} bytes")]
    TooLong,
    #[error("a key set is a JSON object with an array \"keys\" (RFC 7517 section 5): {0}")]
    NotAKeySet(String),
    #[error("a key set has at most {MAX_CLIENT_KEYS} keys")]
    TooMany,
    /// `number` counts from 1.
    #[error("key {number} of the set: {problem}")]
    Key { number: usize, problem: KeyProblem },
    #[error("no key of the set can verify ES256, ES384, EdDSA, Ed25519, RS256, RS384, PS256 or PS384")]
    NothingUsable,
}

/// What is wrong with one key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    #[error("it is not a JSON object with a \"kty\"")]
    NotAKey,
    #[error("it is symmetric (kty \"oct\"); register public keys only")]
    Symmetric,
    #[error(
        "it is private (it has the member \"{0}\"); replace it everywhere, and register its public part only"
    )]
    Private(&'static str),
    #[error("{0}")]
    Unusable(UnusableKey),
    #[error("its kid is the same as another key's")]
    SameKid,
    #[error("its kid is not a text of 1 to 256 characters")]
    BadKid,
}

impl ClientKeySet {
    /// Reads a registered set. Public keys for other purposes (encryption, unknown kinds) are passed over, as RFC 7517
    /// section 5 asks.
    ///
    /// # Errors
    /// Names the problem, and which key it is about.
    pub fn parse(json: &[u8]) -> Result<Self, ClientKeysRejected> {
        if json.len() > MAX_CLIENT_KEYS_LENGTH {
            return Err(ClientKeysRejected::TooLong);
        }
        let not_a_set = |why: &str| ClientKeysRejected::NotAKeySet(why.to_owned());
        let set: Value = serde_json::from_slice(json).map_err(|error| not_a_set(&error.to_string()))?;
        let keys =
            set.get("keys").and_then(Value::as_array).ok_or_else(|| not_a_set("\"keys\" is missing"))?;
        if keys.len() > MAX_CLIENT_KEYS {
            return Err(ClientKeysRejected::TooMany);
        }
        let (mut usable, mut kids) = (Vec::new(), HashSet::new());
        for (before, key) in keys.iter().enumerate() {
            let wrong = |problem| ClientKeysRejected::Key { number: before + 1, problem };
            if let Some(kid) = key.get("kid").and_then(Value::as_str)
                && !kids.insert(kid)
            {
                return Err(wrong(KeyProblem::SameKid));
            }
            usable.extend(ClientKey::parse(key).map_err(wrong)?);
        }
        if usable.is_empty() {
            return Err(ClientKeysRejected::NothingUsable);
        }
        Ok(Self { keys: usable })
    }

    /// Reads the set of an issuer of workloads: a key that a SPIFFE bundle marks for JWT-SVIDs (SPIFFE Trust Domain and
    /// Bundle section 4.2.2) is one for signatures.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn of_workloads(json: &[u8]) -> Result<Self, ClientKeysRejected> {
        let spiffe = json.len() <= MAX_CLIENT_KEYS_LENGTH && json.windows(8).any(|text| text == b"jwt-svid");
        let Some(Ok(mut set)) = spiffe.then(|| serde_json::from_slice::<Value>(json)) else {
            return Self::parse(json);
        };
        let keys = set.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten();
        for key_use in keys.filter_map(|key| key.get_mut("use")).filter(|key_use| **key_use == "jwt-svid") {
            *key_use = "sig".into();
        }
        Self::parse(set.to_string().as_bytes())
    }

    /// The set for storage: the usable keys, their public members only.
    pub fn to_json(&self) -> String {
        let set = JwkSet { keys: self.keys().cloned().collect() };
        serde_json::to_string(&set).unwrap_or_default()
    }

    pub fn keys(&self) -> impl Iterator<Item = &PublicJwk> {
        self.keys.iter().map(|key| &key.jwk)
    }

    /// The keys that may have signed: the one of this `kid`, or without one each whose kind fits.
    pub(crate) fn candidates<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: JwsAlgorithm,
    ) -> impl Iterator<Item = &'a VerifyingKey> {
        self.keys
            .iter()
            .filter(move |key| kid.is_none_or(|kid| key.jwk.kid.as_deref() == Some(kid)))
            .flat_map(|key| &key.verifying)
            .filter(move |key| key.algorithm() == algorithm)
    }

    pub(crate) fn has_kid(&self, kid: &str) -> bool {
        self.keys().any(|key| key.kid.as_deref() == Some(kid))
    }
}

impl ClientKey {
    /// `None` for a public key that is not for signatures, or of a kind that we do not know.
    fn parse(key: &Value) -> Result<Option<Self>, KeyProblem> {
        let members = key.as_object().ok_or(KeyProblem::NotAKey)?;
        let kty = members.get("kty").and_then(Value::as_str).ok_or(KeyProblem::NotAKey)?;
        if kty == "oct" {
            return Err(KeyProblem::Symmetric);
        }
        if let Some(private) = PRIVATE_MEMBERS.into_iter().find(|member| members.contains_key(*member)) {
            return Err(KeyProblem::Private(private));
        }
        if members.get("kid").is_some_and(|kid| !kid.as_str().is_some_and(is_kid)) {
            return Err(KeyProblem::BadKid);
        }
        let verifies = members.get("key_ops").and_then(Value::as_array);
        if verifies.is_some_and(|uses| !uses.iter().any(|one| one == "verify")) {
            return Ok(None);
        }
        let Ok(jwk) = serde_json::from_value::<PublicJwk>(key.clone()) else { return Ok(None) };
        let mut verifying = Vec::new();
        for algorithm in jwk.key.algorithms() {
            match VerifyingKey::new(&jwk, *algorithm) {
                Ok(key) => verifying.push(key),
                Err(UnusableKey::OtherPurpose) => {}
                Err(unusable) => return Err(KeyProblem::Unusable(unusable)),
            }
        }
        Ok((!verifying.is_empty()).then_some(Self { jwk, verifying }))
    }
}

fn is_kid(kid: &str) -> bool {
    (1..=256).contains(&kid.chars().count())
}

#[cfg(test)]
mod tests;
