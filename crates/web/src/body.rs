use std::{convert::Infallible, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::CONTENT_ENCODING,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::Failure;

/// The largest JSON body, in bytes.
const LIMIT: usize = 64 * 1024;

/// How long a caller may take to send it.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Whether the body is compressed. No API takes such a body: it could unpack to anything.
pub fn is_encoded(request: &HttpRequest) -> bool {
    let codings = request.headers().get_all(CONTENT_ENCODING);
    codings.into_iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
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
        let encoded = is_encoded(request);
        let json = request.content_type().eq_ignore_ascii_case("application/json");
        let payload = payload.take();
        Box::pin(async move {
            if encoded {
                return Ok(Self(Err(Failure::Encoded)));
            }
            let too_slow = |_| Failure::Malformed { field: None, message: "The body took too long.".into() };
            let bytes = timeout(TIMEOUT, collect(payload)).await.map_err(too_slow).flatten();
            Ok(Self(bytes.and_then(|bytes| if json { parse(&bytes) } else { Err(Failure::NotJson) })))
        })
    }
}

async fn collect(mut payload: Payload) -> Result<Bytes, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let broken = |_| Failure::Malformed { field: None, message: "The body broke off.".into() };
        let chunk = chunk.map_err(broken)?;
        if bytes.len() + chunk.len() > LIMIT {
            return Err(Failure::TooLarge(LIMIT));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
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
        let body = r#"{"after_version":0,"scopes":[{"name":"NO","required":true,"reason":"x"}]}"#;
        let Failure::Malformed { field: Some(field), .. } = refused(body) else { panic!() };
        assert_eq!(field, "scopes[0].name");
        let Failure::Malformed { message, .. } = refused(r#"{"after_version":0,"scopes":[],"extra":1}"#)
        else {
            panic!()
        };
        assert!(message.contains("unknown field `extra`"), "{message}");
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        assert!(matches!(
            refused(r#"{"after_version":0,"scopes":[]} x"#),
            Failure::Malformed { field: None, .. }
        ));
    }
}
