//! Access tokens as compact JWS (RFC 7515 section 7.1): signing them, and reading them strictly.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::claims::AccessTokenClaims;
use crate::jwks::VerifyingKey;
use crate::signing_key::{SIGNATURE_LENGTH, SigningFailed, SigningKey};

/// The longest token we look at, in bytes.
pub const MAX_TOKEN_LENGTH: usize = 8 * 1024;

impl SigningKey {
    /// The token: header (made once per key), claims and signature, each in base64url, joined by dots.
    pub fn sign(&self, claims: &AccessTokenClaims<'_>) -> Result<String, SigningFailed> {
        let mut payload = Vec::with_capacity(640);
        serde_json::to_writer(&mut payload, claims).map_err(|_| SigningFailed)?;
        let header = self.encoded_header();
        let mut token = String::with_capacity(header.len() + payload.len() * 4 / 3 + SIGNATURE_LENGTH * 2);
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&payload, &mut token);
        let signature = self.sign_bytes(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
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
    #[error("not signed with ES256")]
    WrongAlgorithm,
    #[error("a critical header parameter is not understood")]
    CriticalHeader,
    #[error("the signature is not valid")]
    BadSignature,
    #[error("the claims are not those of an access token")]
    BadClaims,
}

/// A token whose header is acceptable, and whose signature nobody has checked yet: its claims are out of reach.
pub struct UnverifiedToken<'a> {
    kid: String,
    signed: &'a str,
    payload: &'a str,
    signature: [u8; SIGNATURE_LENGTH],
}

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl<'a> UnverifiedToken<'a> {
    /// Splits a token and checks its header: `at+jwt` (RFC 9068 section 4), ES256, a `kid`, and nothing critical.
    /// Key material inside the header (`jwk`, `jku`, `x5u`, `x5c`) is never looked at.
    pub fn parse(token: &'a str) -> Result<Self, TokenRejected> {
        if token.len() > MAX_TOKEN_LENGTH {
            return Err(TokenRejected::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenRejected::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenRejected::Malformed)?;
        let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| TokenRejected::Malformed)?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| TokenRejected::Malformed)?;
        let typ = header.typ.as_deref().ok_or(TokenRejected::WrongType)?;
        if !typ.eq_ignore_ascii_case("at+jwt") && !typ.eq_ignore_ascii_case("application/at+jwt") {
            return Err(TokenRejected::WrongType);
        }
        if header.alg != "ES256" {
            return Err(TokenRejected::WrongAlgorithm);
        }
        if header.crit.is_some() {
            return Err(TokenRejected::CriticalHeader);
        }
        let kid = header.kid.ok_or(TokenRejected::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenRejected::Malformed)?;
        let signature = signature.try_into().map_err(|_| TokenRejected::BadSignature)?;
        Ok(Self { kid, signed, payload, signature })
    }

    /// Which key it claims to be signed with.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Gives the claims out once the signature holds. Their meaning (issuer, audience, times) is the caller's to check.
    pub fn verify(&self, key: &VerifyingKey) -> Result<AccessTokenClaims<'static>, TokenRejected> {
        if !key.verify(self.signed.as_bytes(), &self.signature) {
            return Err(TokenRejected::BadSignature);
        }
        let payload = URL_SAFE_NO_PAD.decode(self.payload).map_err(|_| TokenRejected::Malformed)?;
        serde_json::from_slice(&payload).map_err(|_| TokenRejected::BadClaims)
    }
}

#[cfg(test)]
mod tests;
