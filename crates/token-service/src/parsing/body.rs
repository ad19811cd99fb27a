//! The bytes of a form, read in bounded time and space.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::{Bytes, BytesMut, Payload};
use credentials::SECRET_PREFIX;
use futures_util::StreamExt;

use super::form::{Form, MAX_BODY, belongs_in_the_body, read_pair};
use super::presented::note_claimed;
use crate::errors::TokenError;

/// How long a client may take to send its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The body of a `POST` whose parameters are all in it (RFC 6749 section 3.2).
pub async fn read(request: &HttpRequest, body: Payload) -> Result<Bytes, TokenError> {
    read_whole(request, body).await.inspect_err(|_| note_claimed(request.headers(), None))
}

async fn read_whole(request: &HttpRequest, body: Payload) -> Result<Bytes, TokenError> {
    check_query(request.query_string())?;
    if ::web::is_encoded(request) {
        return Err(TokenError::Encoded);
    }
    if ::web::announces_more_than(request, MAX_BODY) {
        return Err(TokenError::BODY_TOO_LONG);
    }
    let too_slow = |_| TokenError::InvalidRequest("the body took too long");
    let mut whole = pin!(collect(body));
    if let Some(whole) = at_once(whole.as_mut()).await {
        return whole;
    }
    tokio::time::timeout(BODY_TIMEOUT, whole).await.map_err(too_slow)?
}

const IN_THE_URL: TokenError = TokenError::InvalidRequest("parameters belong in the body, not in the URL");

/// A query may hold what we do not read at all: gateways add a version or a trace. What belongs in the body is refused
/// (RFC 6749 section 2.3.1), and so is a secret under whatever name.
fn check_query(query: &str) -> Result<(), TokenError> {
    for pair in query.as_bytes().split(|byte| *byte == b'&') {
        let (name, value) = read_pair(pair)?;
        if belongs_in_the_body(&name) || name.contains(SECRET_PREFIX) || value.contains(SECRET_PREFIX) {
            return Err(IN_THE_URL);
        }
    }
    Ok(())
}

/// The output of a future that is ready when it is polled for the second time. A short body comes with its head, but is
/// read a moment after it: this saves nearly every request a timer.
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
    let form = Form::parse(::web::content_type(request.headers()), body);
    form.inspect_err(|_| note_claimed(request.headers(), None))
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
