//! Client credentials in the `Authorization` header (RFC 6749 section 2.3.1, RFC 7617).

use base64::{Engine, alphabet, engine};

use super::form;

/// What a client says it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Basic {
    pub client_id: String,
    pub client_secret: String,
}

const BASE64: engine::GeneralPurpose = engine::GeneralPurpose::new(
    &alphabet::STANDARD,
    engine::GeneralPurposeConfig::new().with_decode_padding_mode(engine::DecodePaddingMode::Indifferent),
);

/// Reads `Basic base64(urlencode(id) ":" urlencode(secret))`. `None` for another scheme and for anything malformed.
pub fn parse(authorization: &[u8]) -> Option<Basic> {
    let (scheme, encoded) = authorization.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    let decoded = BASE64.decode(encoded.trim_ascii()).ok()?;
    let mut parts = decoded.splitn(2, |byte| *byte == b':');
    let client_id = form::decode(parts.next()?)?;
    let client_secret = form::decode(parts.next()?)?;
    Some(Basic { client_id: client_id.into_owned(), client_secret: client_secret.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: &[u8]) -> Vec<u8> {
        format!("Basic {}", engine::general_purpose::STANDARD.encode(credentials)).into_bytes()
    }

    #[test]
    fn the_example_of_rfc_6749_is_read() {
        let basic = parse(b"Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3").unwrap();
        assert_eq!(
            (basic.client_id.as_str(), basic.client_secret.as_str()),
            ("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw")
        );
    }

    #[test]
    fn both_halves_are_form_decoded_and_the_first_colon_parts_them() {
        let basic = parse(&header(b"a%3Ab+c:d%25:e")).unwrap();
        assert_eq!((basic.client_id.as_str(), basic.client_secret.as_str()), ("a:b c", "d%:e"));
    }

    #[test]
    fn case_and_padding_are_forgiven() {
        assert!(parse(b"bASIC czo").is_some());
    }

    #[test]
    fn malformed_headers_are_refused() {
        let malformed = [
            header(b"no colon"),
            header(b"a:%zz"),
            header(b"\xff:a"),
            b"Basic ***".to_vec(),
            b"Basic".to_vec(),
        ];
        for bytes in malformed {
            assert_eq!(parse(&bytes), None, "{bytes:?}");
        }
        assert_eq!(parse(b"Bearer abc"), None);
        assert_eq!(parse(b""), None);
    }
}
