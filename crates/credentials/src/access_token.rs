//! Access tokens as compact JWS (RFC 7515 section 7.1): signing them, and reading them strictly.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::algorithm::JwsAlgorithm;
use crate::claims::AccessTokenClaims;
use crate::jws::{CompactJws, object};
use crate::present;
use crate::signing_key::{SigningFailed, SigningKey};
use crate::verifying_key::VerifyingKey;

/// The longest access token that is written, signed or sealed, in bytes. In an `Authorization` header it leaves a quarter
/// of the 8 KiB that many HTTP servers allow for a header, or for all of them; in a form it leaves room for the client.
pub const MAX_ACCESS_TOKEN_LENGTH: usize = 6 * 1024;

/// Why there is no token over these claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenNotWritten {
    #[error("the token would be longer than {} bytes", MAX_ACCESS_TOKEN_LENGTH)]
    TooLong,
    #[error(transparent)]
    Failed(#[from] SigningFailed),
}

/// # Errors
/// `TooLong`.
pub(crate) fn check_length(token: usize) -> Result<(), TokenNotWritten> {
    if token > MAX_ACCESS_TOKEN_LENGTH { Err(TokenNotWritten::TooLong) } else { Ok(()) }
}

impl SigningKey {
    /// The token: header (made once per key), claims and signature, each in base64url, joined by dots.
    ///
    /// # Errors
    /// It would be too long, or the key cannot be used.
    pub fn sign(&self, claims: &AccessTokenClaims<'_>) -> Result<String, TokenNotWritten> {
        let mut payload = Vec::with_capacity(768);
        serde_json::to_writer(&mut payload, claims).map_err(|_| SigningFailed)?;
        let header = self.encoded_header();
        let length = header.len() + 1 + (payload.len() * 4).div_ceil(3) + self.encoded_signature_length();
        check_length(length)?;
        let mut token = String::with_capacity(length);
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&payload, &mut token);
        self.push_signature(&mut token)?;
        Ok(token)
    }
}

/// Why a token was not accepted, before its claims are even looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRejected {
    #[error("not a signed JWT in compact form")]
    Malformed,
    #[error("not an access token (the header's typ is not at+jwt)")]
    WrongType,
    #[error("not signed with ES256, EdDSA or RS256, or with another algorithm than its key's")]
    WrongAlgorithm,
    #[error("a critical header parameter is not understood")]
    CriticalHeader,
    #[error("the signature is not valid")]
    BadSignature,
    #[error("the claims are not those of an access token")]
    BadClaims,
}

/// A token whose header is acceptable, and whose signature is not checked yet: its claims are out of reach.
pub struct UnverifiedToken<'a> {
    kid: String,
    algorithm: JwsAlgorithm,
    jws: CompactJws<'a, Header>,
}

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: String,
    #[serde(default, deserialize_with = "present")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<serde_json::Value>,
}

impl<'a> UnverifiedToken<'a> {
    /// Splits a token and checks its header: `at+jwt` (RFC 9068 section 4), an algorithm of ours, a `kid`, and nothing
    /// critical. Key material inside the header (`jwk`, `jku`, `x5u`, `x5c`) is never looked at.
    pub fn parse(token: &'a str) -> Result<Self, TokenRejected> {
        let mut jws: CompactJws<'a, Header> = CompactJws::parse(token).ok_or(TokenRejected::Malformed)?;
        let typ = jws.header.typ.as_deref().ok_or(TokenRejected::WrongType)?;
        if !typ.eq_ignore_ascii_case("at+jwt") && !typ.eq_ignore_ascii_case("application/at+jwt") {
            return Err(TokenRejected::WrongType);
        }
        let algorithm = JwsAlgorithm::from_name(&jws.header.alg)
            .filter(|algorithm| algorithm.of_access_tokens().is_some())
            .ok_or(TokenRejected::WrongAlgorithm)?;
        if jws.header.crit.is_some() {
            return Err(TokenRejected::CriticalHeader);
        }
        let kid = jws.header.kid.take().ok_or(TokenRejected::Malformed)?;
        Ok(Self { kid, algorithm, jws })
    }

    /// Which key it claims to be signed with.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Gives the claims out once the signature holds. Their meaning (issuer, audience, times) is the caller's to check.
    pub fn verify(&self, key: &VerifyingKey) -> Result<AccessTokenClaims<'static>, TokenRejected> {
        if key.algorithm() != self.algorithm {
            return Err(TokenRejected::WrongAlgorithm);
        }
        if !self.jws.is_signed_by(key) {
            return Err(TokenRejected::BadSignature);
        }
        let payload = self.jws.payload().ok_or(TokenRejected::Malformed)?;
        object(&payload).ok_or(TokenRejected::BadClaims)
    }
}

#[cfg(test)]
mod tests;
