//! JSON bodies, bounded in size and time, with the path of whatever is wrong.

use std::{convert::Infallible, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use crate::{Failure, content_type, is_media_type};

/// The largest JSON body, in bytes.
const LIMIT: usize = 64 * 1024;
/// Of what holds a document: its text of 5 MB, whose quotation marks and line breaks take two bytes each in JSON.
const LARGE_LIMIT: usize = 12 * 1024 * 1024;

/// A NUL in a JSON text.
const NUL: &[u8] = br"\u0000";

/// How long a caller may take to send it.
const TIMEOUT: Duration = Duration::from_secs(10);
const LARGE_TIMEOUT: Duration = Duration::from_mins(1);

/// Whether the body is compressed. No API takes such a body: it could unpack to anything.
pub fn is_encoded(request: &HttpRequest) -> bool {
    let codings = request.headers().get_all(CONTENT_ENCODING);
    codings.into_iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Whether the body is said to have more bytes than this, so that they need not be waited for.
pub fn announces_more_than(request: &HttpRequest, limit: usize) -> bool {
    let length =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
}

/// A JSON body. Taking it apart is left to `read`, so that a caller is first asked who they are.
pub struct Body<T>(Result<T, Failure>);

impl<T> Body<T> {
    pub fn read(self) -> Result<T, Failure> {
        self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read_json(request, payload, LIMIT, TIMEOUT);
        Box::pin(async move { Ok(Self(read.await)) })
    }
}

/// As [`Body`], for what holds a document.
pub struct LargeBody<T>(Result<T, Failure>);

impl<T> LargeBody<T> {
    pub fn read(self) -> Result<T, Failure> {
        self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for LargeBody<T> {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read_json(request, payload, LARGE_LIMIT, LARGE_TIMEOUT);
        Box::pin(async move { Ok(Self(read.await)) })
    }
}

/// A body of at most so many bytes, sent within this time.
fn read_json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
    time: Duration,
) -> impl Future<Output = Result<T, Failure>> + use<T> {
    let encoded = is_encoded(request);
    let json = content_type(request.headers()).is_some_and(|given| is_media_type(given, "application/json"));
    let too_large = announces_more_than(request, limit);
    let payload = payload.take();
    async move {
        if encoded {
            return Err(Failure::Encoded);
        }
        if too_large {
            return Err(Failure::TooLarge(limit));
        }
        let too_slow = |_| Failure::Malformed { field: None, message: "The body took too long.".into() };
        let bytes = timeout(time, collect(payload, limit)).await.map_err(too_slow).flatten();
        bytes.and_then(|bytes| if json { parse(&bytes) } else { Err(Failure::NotJson) })
    }
}

/// A JSON body that may be left out: then it is the default.
pub struct OptionalBody<T>(Result<T, Failure>);

impl<T> OptionalBody<T> {
    pub fn read(self) -> Result<T, Failure> {
        self.0
    }
}

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalBody<T> {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = request.headers().contains_key(CONTENT_TYPE) || is_encoded(request);
        let body = Body::<T>::from_request(request, payload);
        Box::pin(async move { Ok(Self(if typed { body.await?.read() } else { Ok(T::default()) })) })
    }
}

async fn collect(mut payload: Payload, limit: usize) -> Result<Bytes, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let broken = |_| Failure::Malformed { field: None, message: "The body is incomplete.".into() };
        let chunk = chunk.map_err(broken)?;
        if bytes.len() + chunk.len() > limit {
            return Err(Failure::TooLarge(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// The path of the first text with a NUL in it, as `serde_path_to_error` writes paths. No database keeps one in a text.
fn path_of_nul(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(|| path.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| path_of_nul(item, &format!("{path}[{index}]")))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if name.contains('\0') { Some(path.replace('\0', "\\u0000")) } else { path_of_nul(field, &path) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// JSON has another way to write a NUL only in raw bytes, which is no JSON.
fn refuse_nul(bytes: &[u8]) -> Result<(), Failure> {
    if !bytes.windows(NUL.len()).any(|part| part == NUL) {
        return Ok(());
    }
    let value = serde_json::from_slice(bytes).unwrap_or_default();
    match path_of_nul(&value, "") {
        Some(path) => {
            let field = (!path.is_empty()).then_some(path);
            Err(Failure::Malformed { field, message: "Remove the NUL character.".into() })
        }
        None => Ok(()),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    refuse_nul(bytes)?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let field = (path != ".").then_some(path);
        Failure::Malformed { field, message: error.inner().to_string() }
    })?;
    let trailing = |error: serde_json::Error| Failure::Malformed { field: None, message: error.to_string() };
    deserializer.end().map_err(trailing)?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::developer::PublishVersion;

    fn refused(body: &str) -> Failure {
        match parse::<PublishVersion>(body.as_bytes()) {
            Err(failure) => failure,
            Ok(parsed) => panic!("{parsed:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        let body = r#"{"after_version":0,"scopes":[{"name":7,"required":true,"reason":"x"}]}"#;
        let Failure::Malformed { field: Some(field), .. } = refused(body) else { panic!() };
        assert_eq!(field, "scopes[0].name");
        let Failure::Malformed { message, .. } = refused(r#"{"after_version":0,"scopes":[],"extra":1}"#)
        else {
            panic!()
        };
        assert!(message.contains("unknown field `extra`"), "{message}");
    }

    #[test]
    fn a_nul_is_refused_where_it_stands() {
        for (body, at) in [
            (r#"{"note":"a\u0000","after_version":0,"scopes":[]}"#, "note"),
            (r#"{"after_version":0,"scopes":[{"reason":"\u0000"}]}"#, "scopes[0].reason"),
            (r#"{"\u0000":1}"#, "\\u0000"),
        ] {
            let Failure::Malformed { field: Some(field), .. } = refused(body) else { panic!("{body}") };
            assert_eq!(field, at);
        }
        let written_out =
            r#"{"after_version":0,"scopes":[],"note":"write \\u0000","egress_networks":[],"workload":null}"#;
        assert!(parse::<PublishVersion>(written_out.as_bytes()).is_ok());
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        assert!(matches!(
            refused(r#"{"after_version":0,"scopes":[]} x"#),
            Failure::Malformed { field: None, .. }
        ));
    }
}
