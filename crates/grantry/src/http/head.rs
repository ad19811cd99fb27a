//! HEAD where GET is (RFC 9110 section 9.3.2): answered as GET is, without the content.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    dev::ServiceRequest,
    http::Method,
    web::Bytes,
};

use super::known_paths;

/// Routes a HEAD as the GET that its address takes; whether it was one. To be called before others hold the request.
pub fn routed_as_get(request: &mut ServiceRequest) -> bool {
    let is_head = request.method() == Method::HEAD;
    if is_head && known_paths::is_read(request.path()) {
        request.head_mut().method = Method::GET;
    }
    is_head
}

/// As long as the body, with nothing in it.
pub fn without_content(body: &BoxBody) -> BoxBody {
    BoxBody::new(Nothing(body.size()))
}

struct Nothing(BodySize);

impl MessageBody for Nothing {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
