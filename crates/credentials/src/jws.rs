//! Signed JWTs in compact form (RFC 7515 section 7.1), read strictly.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::present;
use crate::verifying_key::VerifyingKey;

/// The longest JWT or opaque token we look at, in bytes. Those that we write are shorter:
/// [`MAX_ACCESS_TOKEN_LENGTH`](crate::MAX_ACCESS_TOKEN_LENGTH).
pub const MAX_TOKEN_LENGTH: usize = 8 * 1024;

/// What is read of the header of a JWT that a client presents as its assertion (RFC 7523 section 3). No other member is
/// looked at.
#[derive(Deserialize)]
pub(crate) struct AssertionHeader {
    pub alg: String,
    #[serde(default, deserialize_with = "present")]
    pub typ: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub crit: Option<Value>,
}

/// Three parts, the header read as `H`. The signature is not checked yet.
pub(crate) struct CompactJws<'a, H> {
    pub header: H,
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

impl<'a, H: DeserializeOwned> CompactJws<'a, H> {
    /// `None` when it is too long, not three parts, or its header is not a JSON object of this kind. A member that
    /// stands there twice makes the header unreadable (RFC 7515 section 4).
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.len() > MAX_TOKEN_LENGTH {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.').filter(|(_, payload)| !payload.contains('.'))?;
        let header = URL_SAFE_NO_PAD.decode(header).ok()?;
        let header = object(&header)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self { header, signed, payload, signature })
    }

    /// The payload, whoever wrote it.
    pub fn payload(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.payload).ok()
    }

    /// What the signature is over.
    pub fn signed(&self) -> &str {
        self.signed
    }

    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        key.verify(self.signed.as_bytes(), &self.signature)
    }
}

/// Reads a JSON object in UTF-8 (RFC 7515 section 4, RFC 7519 section 7.2). serde by itself takes an array of the members
/// too, and anything at all inside a member that it ignores.
pub(crate) fn object<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(json).ok()?;
    text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok())?
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A JWT over these two, signed by `sign`.
    pub(crate) fn compact(
        header: &serde_json::Value,
        payload: &serde_json::Value,
        sign: impl Fn(&[u8]) -> Vec<u8>,
    ) -> String {
        let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(header), encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    #[test]
    fn a_header_member_cannot_stand_there_twice() {
        #[derive(serde::Deserialize)]
        struct Header {
            alg: String,
        }
        let with = |header: &str| format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header));
        let read = |text: &str| CompactJws::<Header>::parse(text).map(|jws| jws.header.alg);
        assert_eq!(read(&with(r#"{"alg":"a"}"#)), Some("a".to_owned()));
        assert_eq!(read(&with(r#"{"alg":"a","alg":"b"}"#)), None);
        assert_eq!(read(&with(r#"["a"]"#)), None);
        assert_eq!(read(&format!("{}{}", with(r#"{"alg":"a"}"#), "A".repeat(MAX_TOKEN_LENGTH))), None);
    }
}
