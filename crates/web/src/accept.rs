//! The format in which a caller accepts a list (RFC 9110 section 12.5.1).

use actix_web::http::header::{ACCEPT, HeaderMap};
use wire::page::ExportFormat;

/// What a list is given as, the default first: a page of JSON, or a file.
const OFFERED: [(&str, &str, Option<ExportFormat>); 3] = [
    ("application", "json", None),
    ("text", "csv", Some(ExportFormat::Csv)),
    ("application", "jsonl", Some(ExportFormat::JsonLines)),
];

/// The file that `Accept` prefers to a page. None where it names no file, or nothing that there is.
pub(crate) fn accepted_file(headers: &HeaderMap) -> Option<ExportFormat> {
    let texts = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok());
    let ranges: Vec<_> = texts.flat_map(|text| text.split(',')).filter_map(Range::read).collect();
    let mut best = ((0, 0), None);
    for (kind, subtype, format) in OFFERED {
        // The most exact range says what a type is worth.
        let matching =
            ranges.iter().filter_map(|range| Some((range.exactness(kind, subtype)?, range.weight)));
        let Some((exactness, weight)) = matching.max() else { continue };
        // Of two that are worth the same, the one that is named.
        if weight > 0 && (weight, exactness) > best.0 {
            best = ((weight, exactness), format);
        }
    }
    best.1
}

/// A media range with its weight in thousandths.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    weight: u32,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let named =
            |part: &'a str| part.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let weight = match parts.find_map(named) {
            Some((_, text)) => weight(text.trim())?,
            None => 1_000,
        };
        Some(Self { kind, subtype, weight })
    }

    /// Greater where the range names more of the type; none where it is of another.
    fn exactness(&self, kind: &str, subtype: &str) -> Option<u32> {
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        match (self.kind, self.subtype) {
            ("*", "*") => Some(1),
            (own, "*") if same(own, kind) => Some(2),
            (own, sub) if same(own, kind) && same(sub, subtype) => Some(3),
            _ => None,
        }
    }
}

/// Section 12.4.2: 0 to 1, with at most three digits.
fn weight(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(whole, "0" | "1") {
        return None;
    }
    format!("{whole}{rest:0<3}").parse().ok().filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn file(accept: &'static str) -> Option<ExportFormat> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        accepted_file(&headers)
    }

    #[test]
    fn a_file_is_given_where_it_is_preferred() {
        for accept in [
            "text/csv",
            "Text/CSV; header=present; charset=utf-8",
            "text/csv, */*",
            "text/*",
            "application/json;q=0.5, text/csv",
            "application/xml, text/csv;q=0.001",
            "application/json;q=0, text/csv ; Q=0.3",
            "text/csv, application/jsonl",
        ] {
            assert_eq!(file(accept), Some(ExportFormat::Csv), "{accept}");
        }
        for accept in
            ["application/jsonl", "application/jsonl;q=0.9, text/csv;q=0.8", "*/*;q=0.1, application/jsonl"]
        {
            assert_eq!(file(accept), Some(ExportFormat::JsonLines), "{accept}");
        }
    }

    #[test]
    fn all_else_is_a_page() {
        assert_eq!(accepted_file(&HeaderMap::new()), None);
        for accept in [
            "",
            "*/*",
            "application/*",
            "application/json",
            "application/json, text/csv",
            "text/csv;q=0",
            "text/csv;q=2",
            "text/csv;q=0.0001",
            "application/vnd.ms-excel",
            "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
            "csv",
        ] {
            assert_eq!(file(accept), None, "{accept}");
        }
    }
}
