//! Client assertions: a client signs a JWT instead of sending a secret, `private_key_jwt` (RFC 7523 section 2.2, and
//! RFC 10070, which narrows the audience to the issuer alone).

use serde::Deserialize;
use serde_json::Value;

use crate::algorithm::JwsAlgorithm;
use crate::client_keys::ClientKeySet;
use crate::jws::{AssertionHeader, CompactJws, object};
use crate::{AHEAD, numeric_date, present};

/// Seconds after its `exp` that an assertion is still taken.
const LEEWAY: i64 = 5;
/// Seconds that an assertion may live at most: so long its `jti` has to be remembered.
const MAX_LIFETIME: i64 = 300;
const MAX_JTI: usize = 256;

/// An assertion whose header is acceptable, and whose signature is not checked yet. It says only whose keys to look
/// up.
pub struct ClientAssertion<'a> {
    jws: CompactJws<'a, AssertionHeader>,
    algorithm: JwsAlgorithm,
    claims: Claims,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Option<Value>,
    exp: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    nbf: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    iat: Option<Value>,
    jti: Option<Value>,
}

/// What may stand in `aud`.
#[derive(Debug, Clone, Copy)]
pub struct AcceptedAudience<'a> {
    pub issuer: &'a str,
    /// Of SMART Backend Services (HL7 SMART App Launch 2.2), whose `aud` is the token URL.
    pub token_urls: &'a [&'a str],
}

/// What an assertion proved. It may be used once: its `jti` is the client's until `exp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedAssertion {
    pub jti: String,
    /// Seconds since 1970.
    pub exp: i64,
    pub algorithm: JwsAlgorithm,
    /// Whether it is for a token endpoint instead of the issuer: good for SMART Backend Services alone.
    pub for_token_endpoint: bool,
}

/// Why an assertion was not accepted: for logs and for the client's own diagnosis, not for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionRejected {
    #[error("it is not a signed JWT in compact form of at most 8 KiB")]
    Malformed,
    #[error("its alg is not ES256, ES384, EdDSA, Ed25519, RS256, RS384, PS256 or PS384")]
    WrongAlgorithm,
    #[error("its typ is neither JWT nor client-authentication+jwt")]
    WrongType,
    #[error("its header has crit, and nothing critical is understood")]
    CriticalHeader,
    #[error("its claims are not JSON with the strings iss and sub")]
    BadClaims,
    #[error("the client has no key with its kid")]
    UnknownKey,
    #[error("the client has no key that fits its alg")]
    NoFittingKey,
    #[error("its signature is not valid")]
    BadSignature,
    #[error("its iss is not the client's id")]
    WrongIssuer,
    #[error("its sub is not the client's id")]
    WrongSubject,
    #[error("its aud is an array; it must be the issuer as one string")]
    AudienceArray,
    #[error("its aud is not the issuer (or, for SMART Backend Services alone, the token URL)")]
    WrongAudience,
    #[error("it has no exp, or one that is not a number")]
    NoExpiry,
    #[error("it expired")]
    Expired,
    #[error("its exp is more than 300 seconds ahead")]
    LivesTooLong,
    #[error("its nbf is in the future, or not a number")]
    NotYetValid,
    #[error("its iat is in the future, or not a number")]
    IssuedInTheFuture,
    #[error("it has no jti of 1 to 256 characters")]
    BadJti,
}

impl<'a> ClientAssertion<'a> {
    /// Reads an assertion and checks its header. Key material inside it (`jku`, `x5u`, `jwk`, `x5c`) is never looked at.
    pub fn parse(assertion: &'a str) -> Result<Self, AssertionRejected> {
        let jws: CompactJws<'a, AssertionHeader> =
            CompactJws::parse(assertion).ok_or(AssertionRejected::Malformed)?;
        let header = &jws.header;
        let algorithm = JwsAlgorithm::from_name(&header.alg).ok_or(AssertionRejected::WrongAlgorithm)?;
        let known = |typ: &str| {
            let typ = typ.to_ascii_lowercase();
            matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "client-authentication+jwt")
        };
        if !header.typ.as_deref().is_none_or(known) {
            return Err(AssertionRejected::WrongType);
        }
        if header.crit.is_some() {
            return Err(AssertionRejected::CriticalHeader);
        }
        let payload = jws.payload().ok_or(AssertionRejected::Malformed)?;
        let claims = object(&payload).ok_or(AssertionRejected::BadClaims)?;
        Ok(Self { jws, algorithm, claims })
    }

    /// Who it claims to be from. Nothing is proved.
    pub fn client_id(&self) -> &str {
        &self.claims.sub
    }

    /// The unproved `iss`, which must be the client's id too.
    pub fn issuer(&self) -> &str {
        &self.claims.iss
    }

    /// The unproved `aud`, where it is one string.
    pub fn audience(&self) -> Option<&str> {
        self.claims.aud.as_ref().and_then(Value::as_str)
    }

    pub fn kid(&self) -> Option<&str> {
        self.jws.header.kid.as_deref()
    }

    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// Checks signature and claims. `audience` is whom the client addressed, `now` seconds since 1970. Whether the `jti`
    /// was used before is the caller's to find out, after this.
    pub fn verify(
        &self,
        keys: &ClientKeySet,
        audience: AcceptedAudience<'_>,
        client_id: &str,
        now: i64,
    ) -> Result<VerifiedAssertion, AssertionRejected> {
        self.check_signature(keys)?;
        let for_token_endpoint = self.check_names(audience, client_id)?;
        let exp = self.check_times(now)?;
        let jti = self.claims.jti.as_ref().and_then(Value::as_str);
        let jti = jti.filter(|jti| !jti.is_empty() && jti.chars().count() <= MAX_JTI);
        let jti = jti.ok_or(AssertionRejected::BadJti)?.to_owned();
        Ok(VerifiedAssertion { jti, exp, algorithm: self.algorithm, for_token_endpoint })
    }

    fn check_signature(&self, keys: &ClientKeySet) -> Result<(), AssertionRejected> {
        let mut fitting = keys.candidates(self.kid(), self.algorithm).peekable();
        if fitting.peek().is_none() {
            let unknown = self.kid().is_some_and(|kid| !keys.has_kid(kid));
            return Err(if unknown {
                AssertionRejected::UnknownKey
            } else {
                AssertionRejected::NoFittingKey
            });
        }
        let signed = fitting.any(|key| self.jws.is_signed_by(key));
        if signed { Ok(()) } else { Err(AssertionRejected::BadSignature) }
    }

    /// Whether it is for the token endpoint.
    fn check_names(
        &self,
        audience: AcceptedAudience<'_>,
        client_id: &str,
    ) -> Result<bool, AssertionRejected> {
        if self.claims.iss != client_id {
            return Err(AssertionRejected::WrongIssuer);
        }
        if self.claims.sub != client_id {
            return Err(AssertionRejected::WrongSubject);
        }
        match &self.claims.aud {
            Some(Value::String(aud)) if aud == audience.issuer => Ok(false),
            Some(Value::String(aud)) if audience.token_urls.contains(&aud.as_str()) => Ok(true),
            Some(Value::Array(_)) => Err(AssertionRejected::AudienceArray),
            _ => Err(AssertionRejected::WrongAudience),
        }
    }

    fn check_times(&self, now: i64) -> Result<i64, AssertionRejected> {
        let exp = self.claims.exp.as_ref().and_then(numeric_date).ok_or(AssertionRejected::NoExpiry)?;
        if exp.saturating_add(LEEWAY) <= now {
            return Err(AssertionRejected::Expired);
        }
        if exp > now.saturating_add(MAX_LIFETIME + AHEAD) {
            return Err(AssertionRejected::LivesTooLong);
        }
        let come = |claim: &Option<Value>| match claim {
            None => true,
            Some(instant) => numeric_date(instant).is_some_and(|at| at <= now.saturating_add(AHEAD)),
        };
        if !come(&self.claims.nbf) {
            return Err(AssertionRejected::NotYetValid);
        }
        if !come(&self.claims.iat) {
            return Err(AssertionRejected::IssuedInTheFuture);
        }
        Ok(exp)
    }
}

#[cfg(test)]
mod tests;
