//! Reading a form's bytes, in bounded time and space.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;

use crate::error::TokenError;
use crate::form::{Form, MAX_BODY};

/// How long a client may take to send its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The body of a `POST` whose parameters are all in it (RFC 6749 section 3.2).
pub async fn read(request: &HttpRequest, body: Payload) -> Result<Bytes, TokenError> {
    if !request.query_string().is_empty() {
        return Err(TokenError::InvalidRequest("parameters belong in the body, not in the URL"));
    }
    if ::web::is_encoded(request) {
        return Err(TokenError::Encoded);
    }
    let too_slow = |_| TokenError::InvalidRequest("the body took too long");
    let mut whole = pin!(collect(body));
    if let Some(whole) = at_once(whole.as_mut()).await {
        return whole;
    }
    tokio::time::timeout(BODY_TIMEOUT, whole).await.map_err(too_slow)?
}

/// What is there at the second look. A short body comes with its head, but is read a moment after it: this saves nearly
/// every request a timer.
async fn at_once<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut looked = false;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if looked => Poll::Ready(None),
        Poll::Pending => {
            looked = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// The parameters of a body.
pub fn form<'a>(request: &HttpRequest, body: &'a [u8]) -> Result<Form<'a>, TokenError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Form::parse(content_type, body)
}

async fn collect(mut body: Payload) -> Result<Bytes, TokenError> {
    let broken = |_| TokenError::InvalidRequest("the body broke off");
    // Nearly every body is one chunk: it is passed on as it came.
    let Some(first) = body.next().await.transpose().map_err(broken)? else {
        return Ok(Bytes::new());
    };
    let Some(second) = body.next().await.transpose().map_err(broken)? else {
        return Ok(first);
    };
    let mut all = BytesMut::from(first.as_ref());
    let mut chunk = Some(second);
    while let Some(bytes) = chunk {
        all.extend_from_slice(&bytes);
        if all.len() > MAX_BODY {
            return Err(TokenError::BODY_TOO_LONG);
        }
        chunk = body.next().await.transpose().map_err(broken)?;
    }
    Ok(all.freeze())
}
