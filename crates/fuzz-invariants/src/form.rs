//! What must hold for the forms of token requests.

use std::collections::HashMap;

use token_service::parsing::form::{Form, MAX_BODY};
use url::form_urlencoded;

/// `application/x-www-form-urlencoded`, beside the forgiving parser of the `url` crate: what we accept both read
/// alike, and what is well-formed, short and without duplicates we accept.
pub fn form(body: &[u8]) {
    let sent = body;
    let body = body.strip_suffix(b"\n").map_or(body, |body| body.strip_suffix(b"\r").unwrap_or(body));
    let lenient: Vec<_> =
        form_urlencoded::parse(body).filter(|(_, value)| !value.is_empty()).map(owned).collect();
    let Ok(form) = Form::parse(Some("application/x-www-form-urlencoded"), sent) else {
        assert!(!must_be_accepted(body, &lenient), "refused a good form");
        return;
    };
    assert!(must_be_accepted(body, &lenient), "accepted a bad form");
    let mut read: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, value) in &lenient {
        read.entry(name).or_default().push(value);
    }
    for (name, values) in read {
        assert!(form.all(name).eq(values.iter().copied()), "{name} is read otherwise");
        assert_eq!(form.get(name), values.first().copied());
    }
    let again = form_urlencoded::Serializer::new(String::new()).extend_pairs(&lenient).finish();
    if again.len() <= MAX_BODY {
        assert!(Form::parse(Some("application/x-www-form-urlencoded"), again.as_bytes()).is_ok());
    }
}

fn owned((name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> (String, String) {
    (name.into_owned(), value.into_owned())
}

fn must_be_accepted(body: &[u8], read: &[(String, String)]) -> bool {
    let mut names: Vec<_> = read.iter().map(|(name, _)| name).filter(|name| *name != "resource").collect();
    names.sort();
    let spelt = form_urlencoded::parse(body).all(|(name, _)| is_spelt(&name));
    let unique = names.windows(2).all(|pair| pair[0] != pair[1]);
    body.len() <= MAX_BODY && unique && spelt && read.len() <= 32 && is_well_encoded(body)
}

/// What narrows a token is named exactly: nothing else has its letters.
fn is_spelt(name: &str) -> bool {
    let letters = name.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_lowercase(), "");
    matches!(name, "scope" | "resource")
        || !matches!(letters.as_str(), "scope" | "scopes" | "resource" | "resources")
}

/// Two hexadecimal digits after each percent sign, and UTF-8 in each name and each value.
fn is_well_encoded(body: &[u8]) -> bool {
    body.split(|byte| *byte == b'&').all(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        [&pair[..at], pair.get(at + 1..).unwrap_or_default()].into_iter().all(|part| {
            let mut escapes = part.split(|byte| *byte == b'%').skip(1);
            let escaped = escapes.all(|rest| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit));
            let decoded: Vec<u8> = percent_decoded(part);
            escaped && String::from_utf8(decoded).is_ok()
        })
    })
}

fn percent_decoded(part: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = part;
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = &tail[2..];
            }
            None => {
                decoded.push(*first);
                rest = tail;
            }
        }
    }
    decoded
}
