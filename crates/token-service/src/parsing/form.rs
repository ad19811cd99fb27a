//! Strict parsing of `application/x-www-form-urlencoded` bodies.
//!
//! General-purpose parsers forgive duplicates, bad percent-encoding and bad UTF-8; RFC 6749 section 3.2 does not.

use std::borrow::Cow;

use crate::errors::TokenError;

/// The longest body that is read, in bytes.
pub const MAX_BODY: usize = 8 * 1024;
const MAX_PARAMETERS: usize = 32;
const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";
/// The one parameter that may come several times (RFC 8707 section 2).
const REPEATABLE: &str = "resource";
/// What a request is narrowed by. Spelt otherwise it would be ignored, and the request would get everything.
const NARROWING: [&str; 2] = ["scope", "resource"];
const MISSPELT: TokenError = TokenError::InvalidRequest(
    "a parameter is spelt almost like scope or resource: send scope once with names separated by spaces, and resource",
);

/// The parameters of a request. One sent without a value is not there (RFC 6749 section 3.2).
#[derive(Debug, Default)]
pub struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    /// # Errors
    /// `invalid_request`, with what is wrong.
    pub fn parse(content_type: Option<&str>, body: &'a [u8]) -> Result<Self, TokenError> {
        if !content_type.is_some_and(|given| ::web::is_media_type(given, MEDIA_TYPE)) {
            return Err(TokenError::InvalidRequest("the body must be application/x-www-form-urlencoded"));
        }
        Self::pairs(without_line_end(body))
    }

    /// Reads the pairs alone, of a body or a query.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn pairs(body: &'a [u8]) -> Result<Self, TokenError> {
        if body.len() > MAX_BODY {
            return Err(TokenError::BODY_TOO_LONG);
        }
        let mut parameters: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::with_capacity(8);
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let (name, value) = read_pair(pair)?;
            if is_misspelt(&name) {
                return Err(MISSPELT);
            }
            if value.is_empty() {
                continue;
            }
            if name != REPEATABLE && parameters.iter().any(|(seen, _)| *seen == name) {
                return Err(TokenError::InvalidRequest("a parameter is included more than once"));
            }
            if parameters.len() == MAX_PARAMETERS {
                return Err(TokenError::InvalidRequest("too many parameters"));
            }
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_ref())
    }
}

/// A file or a here-document ends in one; in a form it is no part of the last value.
fn without_line_end(body: &[u8]) -> &[u8] {
    let Some(line) = body.strip_suffix(b"\n") else { return body };
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Names such as `scope[]`, `scope[0]`, `scopes`, `Scope` and `resource[]`.
fn is_misspelt(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let meant = letters.to_ascii_lowercase();
    let meant = meant.strip_suffix('s').unwrap_or(&meant);
    NARROWING.contains(&meant) && !NARROWING.contains(&name)
}

/// Whether a parameter of this name means something in a body, so that it must not stand in a URL.
pub fn belongs_in_the_body(name: &str) -> bool {
    const KNOWN: [&str; 9] = [
        "grant_type",
        "scope",
        "resource",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "token",
        "token_type_hint",
    ];
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name.trim())) || is_misspelt(name)
}

pub(crate) fn read_pair(pair: &[u8]) -> Result<(Cow<'_, str>, Cow<'_, str>), TokenError> {
    let mut parts = pair.splitn(2, |byte| *byte == b'=').map(decode);
    let mut part = || parts.next().unwrap_or(Some(Cow::default())).ok_or(TokenError::BAD_ENCODING);
    Ok((part()?, part()?))
}

/// Undoes form-urlencoding (RFC 6749 appendix B). `None` for bad percent-encoding and for what is not UTF-8.
pub fn decode(encoded: &[u8]) -> Option<Cow<'_, str>> {
    if !encoded.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return std::str::from_utf8(encoded).ok().map(Cow::Borrowed);
    }
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex(*bytes.next()?)? << 4 | hex(*bytes.next()?)?,
            other => *other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &[u8]) -> Result<Vec<(String, String)>, TokenError> {
        let form = Form::parse(Some(MEDIA_TYPE), body)?;
        Ok(form.0.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    #[test]
    fn values_are_decoded() {
        let form = parse(b"a=1+2&b=%c3%A4%2B&&c&d=&e=f=g").unwrap();
        let expected = [("a", "1 2"), ("b", "\u{e4}+"), ("e", "f=g")];
        assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn duplicates_are_refused_except_of_resource_and_of_empty_ones() {
        assert!(parse(b"scope=a&scope=b").is_err());
        assert!(parse(b"scope=a&sco%70e=a").is_err());
        assert!(parse(b"unknown=a&unknown=a").is_err());
        assert_eq!(parse(b"scope=&scope=b").unwrap().len(), 1);
        assert_eq!(parse(b"resource=a&resource=b").unwrap().len(), 2);
    }

    #[test]
    fn a_line_end_behind_the_body_is_no_part_of_it() {
        for end in ["", "\n", "\r\n"] {
            let form = parse(format!("a=b&scope=x{end}").as_bytes()).unwrap();
            assert_eq!(form[1].1, "x", "{end:?}");
        }
        assert_eq!(parse(b"scope=x\n\n").unwrap()[0].1, "x\n");
        assert_eq!(parse(b"scope=x%0A").unwrap()[0].1, "x\n");
    }

    #[test]
    fn what_is_spelt_almost_like_a_narrowing_parameter_is_refused() {
        for name in [
            "scope[]",
            "scope[0]",
            "scope%5B%5D",
            "scopes",
            "Scope",
            "SCOPE",
            "scopes[]",
            "+scope",
            "scope+",
            "scope.0",
            "_scope",
            "resource[]",
            "resources",
            "Resource",
            "resource%5B1%5D",
            "scope%00",
            "%22scope%22",
        ] {
            for value in ["=x", "=", ""] {
                assert_eq!(parse(format!("{name}{value}").as_bytes()), Err(MISSPELT), "{name}{value}");
            }
        }
        assert_eq!(parse(b"scoped=1&my_scope=1&audience=1&resource_owner=1&tenant=1").unwrap().len(), 5);
    }

    #[test]
    fn bad_encoding_is_refused() {
        for body in [&b"a=%"[..], b"a=%4", b"a=%zz", b"a=%+1", b"a=\xff", b"a=%ff", b"%c3=a"] {
            assert_eq!(parse(body), Err(TokenError::BAD_ENCODING), "{body:?}");
        }
    }

    #[test]
    fn size_and_number_are_limited() {
        let long = [b"a=".to_vec(), vec![b'x'; MAX_BODY]].concat();
        assert_eq!(parse(&long[..MAX_BODY]).map(|form| form.len()), Ok(1));
        assert_eq!(parse(&long), Err(TokenError::BODY_TOO_LONG));
        let many: Vec<String> = (0..33).map(|n| format!("p{n}=1")).collect();
        assert!(parse(many.join("&").as_bytes()).is_err());
        assert!(parse(many[1..].join("&").as_bytes()).is_ok());
    }

    #[test]
    fn only_forms_are_read() {
        let accepted = |content_type| Form::parse(content_type, b"a=b").is_ok();
        assert!(accepted(Some("application/x-www-form-urlencoded")));
        assert!(accepted(Some("Application/X-WWW-Form-Urlencoded; Charset=\"UTF-8\"")));
        assert!(accepted(Some("application/x-www-form-urlencoded;charset=utf8")));
        assert!(!accepted(Some("application/x-www-form-urlencoded; charset=latin1")));
        assert!(!accepted(Some("application/json")));
        assert!(!accepted(Some("")));
        assert!(!accepted(None));
    }
}
