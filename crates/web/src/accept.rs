//! The format in which a caller accepts a list (RFC 9110 section 12.5.1).

use actix_web::{
    HttpRequest,
    http::header::{Accept, Header as _, Quality},
};
use wire::page::ExportFormat;

/// What a list is given as, the default first: a page of JSON, or a file.
const OFFERED: [(&str, Option<ExportFormat>); 3] = [
    ("application/json", None),
    ("text/csv", Some(ExportFormat::Csv)),
    ("application/jsonl", Some(ExportFormat::JsonLines)),
];

/// The file that `Accept` prefers to a page. None where it names no file, or nothing that there is.
pub(crate) fn accepted_file(request: &HttpRequest) -> Option<ExportFormat> {
    let Accept(ranges) = Accept::parse(request).ok()?;
    let mut best = ((Quality::ZERO, 0), None);
    for (offered, format) in OFFERED {
        // The most exact range says what a type is worth.
        let matching = ranges
            .iter()
            .filter_map(|range| Some((exactness(range.item.essence_str(), offered)?, range.quality)));
        let Some((exact, quality)) = matching.max() else { continue };
        // Of two that are worth the same, the one that is named.
        if quality > Quality::ZERO && (quality, exact) > best.0 {
            best = ((quality, exact), format);
        }
    }
    best.1
}

/// Greater where the range names more of the type; none where it is of another.
fn exactness(range: &str, offered: &str) -> Option<u8> {
    let kind = offered.split_once('/').map(|(kind, _)| kind);
    match range {
        "*/*" => Some(1),
        _ if range == offered => Some(3),
        _ if range.strip_suffix("/*") == kind => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::ACCEPT, test::TestRequest};

    use super::*;

    fn file(accept: &'static str) -> Option<ExportFormat> {
        accepted_file(&TestRequest::default().insert_header((ACCEPT, accept)).to_http_request())
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
        assert_eq!(accepted_file(&TestRequest::default().to_http_request()), None);
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
            "text/csv+gzip",
            "text/c*",
        ] {
            assert_eq!(file(accept), None, "{accept}");
        }
    }
}
