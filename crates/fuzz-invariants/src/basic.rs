//! What must hold for HTTP Basic credentials.

use base64::{Engine, engine::general_purpose::STANDARD};
use token_service::parsing::basic;
use url::form_urlencoded::byte_serialize;

/// The `Authorization` header: what is read can be written and read again, and what a client writes by the book is read.
pub fn basic(header: &[u8]) {
    if let Some(read) = basic::parse(header) {
        assert!(header[..6].eq_ignore_ascii_case(b"Basic "));
        assert_eq!(basic::parse(&written(&read.client_id, &read.client_secret)), Some(read));
    }
    if let Ok(text) = std::str::from_utf8(header) {
        let (client_id, client_secret) = text.split_once('\n').unwrap_or((text, ""));
        let Some(read) = basic::parse(&written(client_id, client_secret)) else {
            panic!("a header by RFC 6749 section 2.3.1 is refused");
        };
        assert_eq!((read.client_id.as_str(), read.client_secret.as_str()), (client_id, client_secret));
    }
}

fn written(client_id: &str, client_secret: &str) -> Vec<u8> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let credentials = format!("{}:{}", encoded(client_id), encoded(client_secret));
    format!("Basic {}", STANDARD.encode(credentials)).into_bytes()
}
