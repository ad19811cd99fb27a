//! Tokens that a platform gives to software running on it, which a client presents as its assertion (RFC 7521 section
//! 4.2, RFC 7523 section 3, docs/adr/0028).
//!
//! The rules are others than those of [`ClientAssertion`](crate::ClientAssertion), which a client writes and signs
//! itself: here someone else signs, whom the platform operator has allowed.

mod claims;
mod rejected;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::workload::WorkloadIdentity;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::algorithm::JwsAlgorithm;
use crate::client_keys::ClientKeySet;
use crate::hashes::sha256;
use crate::jws::{AssertionHeader, CompactJws, object};
use crate::strict_json::StrictValue;
use crate::{AHEAD, numeric_date};

pub use rejected::WorkloadRejected;

/// Seconds after its `exp` that a token is still taken.
const LEEWAY: i64 = 5;
/// Seconds that a token may live at most.
const MAX_LIFETIME: i64 = 3600;
const MAX_JTI: usize = 256;
/// `typ` of JWTs, and of those of SPIFFE (JWT-SVID section 2.3).
const TYPES: [&str; 2] = ["jwt", "jose"];

/// A token whose header is acceptable, and whose signature is not checked yet.
pub struct WorkloadToken<'a> {
    jws: CompactJws<'a, AssertionHeader>,
    algorithm: JwsAlgorithm,
    issuer: String,
    claims: Map<String, Value>,
}

/// What a token has to prove.
#[derive(Debug, Clone, Copy)]
pub struct WorkloadRule<'a> {
    /// The exact `iss`.
    pub issuer: &'a str,
    /// `aud` is one of these, or holds one.
    pub audiences: &'a [&'a str],
    pub identity: &'a WorkloadIdentity,
    /// Whether a token without `jti` works once.
    pub once_by_hash: bool,
}

/// What a token proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedWorkload {
    /// What the client may use once until `exp`; `None`: the token works as often as it is presented.
    pub once: Option<String>,
    /// Seconds since 1970.
    pub exp: i64,
}

/// Who an assertion says has signed it, whatever else is in it. Nothing is proved.
pub fn claimed_issuer(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Anything {}
    #[derive(Deserialize)]
    struct Named {
        iss: String,
    }
    let payload = CompactJws::<Anything>::parse(assertion)?.payload()?;
    object::<Named>(&payload).map(|named| named.iss)
}

impl<'a> WorkloadToken<'a> {
    /// Reads a token and checks its header. Key material inside it (`jku`, `x5u`, `jwk`, `x5c`) is never looked at.
    pub fn parse(token: &'a str) -> Result<Self, WorkloadRejected> {
        let jws: CompactJws<'a, AssertionHeader> =
            CompactJws::parse(token).ok_or(WorkloadRejected::Malformed)?;
        let header = &jws.header;
        let algorithm = JwsAlgorithm::from_name(&header.alg).filter(|algorithm| is_taken(*algorithm));
        let algorithm = algorithm.ok_or(WorkloadRejected::WrongAlgorithm)?;
        if !header.typ.as_deref().is_none_or(is_known_type) {
            return Err(WorkloadRejected::WrongType);
        }
        if header.crit.is_some() {
            return Err(WorkloadRejected::CriticalHeader);
        }
        let payload = jws.payload().ok_or(WorkloadRejected::Malformed)?;
        let Some(StrictValue(Value::Object(claims))) = object(&payload) else {
            return Err(WorkloadRejected::BadClaims);
        };
        let Some(Value::String(issuer)) = claims.get("iss") else {
            return Err(WorkloadRejected::WrongIssuer);
        };
        Ok(Self { issuer: issuer.clone(), jws, algorithm, claims })
    }

    /// The unproved `iss`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn kid(&self) -> Option<&str> {
        self.jws.header.kid.as_deref()
    }

    /// Checks signature and claims; `now` in seconds since 1970. Whether it was used before is the caller's to find out,
    /// after this.
    ///
    /// # Errors
    /// The first reason in this order: issuer, signature, audience, times, `jti`, the named claims.
    pub fn verify(
        &self,
        keys: &ClientKeySet,
        rule: WorkloadRule<'_>,
        now: i64,
    ) -> Result<VerifiedWorkload, WorkloadRejected> {
        if self.issuer != rule.issuer {
            return Err(WorkloadRejected::WrongIssuer);
        }
        self.check_signature(keys)?;
        claims::check_audience(self.claims.get("aud"), rule.audiences)?;
        let exp = self.check_times(now)?;
        let once = self.once(rule.once_by_hash)?;
        claims::check_named(&self.claims, rule.identity)?;
        Ok(VerifiedWorkload { once, exp })
    }

    fn check_signature(&self, keys: &ClientKeySet) -> Result<(), WorkloadRejected> {
        let mut fitting = keys.candidates(self.kid(), self.algorithm).peekable();
        if fitting.peek().is_none() {
            let unknown = self.kid().is_some_and(|kid| !keys.has_kid(kid));
            return Err(if unknown { WorkloadRejected::UnknownKey } else { WorkloadRejected::NoFittingKey });
        }
        let signed = fitting.any(|key| self.jws.is_signed_by(key));
        if signed { Ok(()) } else { Err(WorkloadRejected::BadSignature) }
    }

    fn check_times(&self, now: i64) -> Result<i64, WorkloadRejected> {
        let exp = self.claims.get("exp").and_then(numeric_date).ok_or(WorkloadRejected::NoExpiry)?;
        if exp.saturating_add(LEEWAY) <= now {
            return Err(WorkloadRejected::Expired);
        }
        let come = |claim: &str, otherwise| match self.claims.get(claim).map(numeric_date) {
            None => Ok(None),
            Some(Some(at)) if at <= now.saturating_add(AHEAD) => Ok(Some(at)),
            Some(_) => Err(otherwise),
        };
        come("nbf", WorkloadRejected::NotYetValid)?;
        // Without an iat it was issued now, as far as anyone can say, by a clock that may be ahead.
        let issued = come("iat", WorkloadRejected::IssuedInTheFuture)?.unwrap_or(now.saturating_add(AHEAD));
        if exp.saturating_sub(issued) > MAX_LIFETIME {
            return Err(WorkloadRejected::LivesTooLong);
        }
        Ok(exp)
    }

    /// The signature is left out of the hash: of ECDSA there is a second one for the same token.
    fn once(&self, by_hash: bool) -> Result<Option<String>, WorkloadRejected> {
        match self.claims.get("jti") {
            Some(Value::String(jti)) if (1..=MAX_JTI).contains(&jti.chars().count()) => {
                Ok(Some(format!("workload jti {} {jti}", self.issuer)))
            }
            Some(_) => Err(WorkloadRejected::BadJti),
            None if by_hash => {
                let hash = URL_SAFE_NO_PAD.encode(sha256(self.jws.signed().as_bytes()));
                Ok(Some(format!("workload token {hash}")))
            }
            None => Ok(None),
        }
    }
}

/// RS384 and PS384 are for clients that sign themselves.
const fn is_taken(algorithm: JwsAlgorithm) -> bool {
    !matches!(algorithm, JwsAlgorithm::Rs384 | JwsAlgorithm::Ps384)
}

fn is_known_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    TYPES.contains(&typ.strip_prefix("application/").unwrap_or(&typ))
}

#[cfg(test)]
mod tests;
