//! Collects every wrong field of a request before anything is done.

use std::ops::RangeInclusive;

use model::name::{self, Name, Unfit};
use url::Url;
use wire::problem::FieldProblem;

use crate::Error;

/// `LostRace` unless what was read, a revision mostly, is still what is stored.
pub(crate) fn same_revision<T: PartialEq + Copy>(read: T, stored: T) -> Result<(), Error> {
    if read == stored { Ok(()) } else { Err(Error::LostRace) }
}

#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<FieldProblem>);

impl Checks {
    pub fn new() -> Self {
        Self::default()
    }

    /// `Invalid` with every field that was found wrong.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }

    pub fn wrong(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldProblem { field: field.into(), message: message.into() });
    }

    /// What a thing is called, or another text of one line: at most `most` characters as people count them.
    pub fn name(&mut self, field: &str, value: &str, most: usize) -> String {
        match Name::new(value, most) {
            Ok(name) => name.into_string(),
            Err(unfit) => {
                self.wrong(field, unfit.to_string());
                String::new()
            }
        }
    }

    /// A text of several lines; wrong unless its number of characters, as people count them, is in the range.
    pub fn text(&mut self, field: &str, value: &str, length: RangeInclusive<usize>) -> String {
        match name::lines(value, *length.end()) {
            Ok(text) if text.is_empty() && !length.contains(&0) => {
                self.wrong(field, Unfit::Empty.to_string())
            }
            Ok(text) => return text,
            Err(unfit) => self.wrong(field, unfit.to_string()),
        }
        String::new()
    }

    /// An absent or empty URL is `None`; another one must be https with a host, at most 500 characters.
    pub fn https_url(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        self.url(field, value, |url| url.scheme() == "https")
    }

    /// Like `https_url`, and http on this machine.
    pub fn web_url(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let local = |url: &Url| {
            url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
        };
        self.url(field, value, |url| url.scheme() == "https" || local(url))
    }

    /// Parsed once, and kept as it was parsed.
    fn url(&mut self, field: &str, value: Option<&str>, allowed: impl Fn(&Url) -> bool) -> Option<String> {
        let text = value.map(str::trim).filter(|text| !text.is_empty())?;
        let plain = |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
        // The parser leaves line breaks and tabs out without a word.
        let seen = !text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\');
        let url = Url::parse(text).ok().filter(|url| seen && plain(url) && allowed(url));
        match url.map(String::from).filter(|url| url.len() <= 500) {
            Some(url) => Some(url),
            None => {
                self.wrong(field, "Give a whole address that begins with https://, at most 500 characters.");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let mut checks = Checks::new();
        checks.name("name", "  ", 80);
        checks.name("summary", &"x".repeat(161), 160);
        checks.text("note", "a\u{7}", 0..=10);
        let urls = [
            "http://a.example",
            "https://",
            "ftp://x",
            "javascript:alert(1)",
            "https://u:p@a.example",
            "https://u@a.example",
            "https://a.example/\n@b",
            "https://a\t.example",
            "https:\\\\a.example",
            "https://a b.example",
        ];
        for bad in urls {
            checks.https_url(bad, Some(bad));
        }
        let Err(Error::Invalid(problems)) = checks.finish() else { panic!("passed") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields[..3], ["name", "summary", "note"]);
        assert_eq!(fields.len(), 13);
    }

    #[test]
    fn good_values_come_back_trimmed() {
        let mut checks = Checks::new();
        assert_eq!(checks.name("name", " Ann ", 3), "Ann");
        assert_eq!(checks.text("note", " a\r\nb ", 0..=3), "a\nb");
        assert_eq!(
            checks.https_url("website", Some(" https://a.example/x ")).as_deref(),
            Some("https://a.example/x")
        );
        for (given, kept) in [
            ("HTTPS://A.Example", "https://a.example/"),
            ("https://b\u{fc}cher.example/\u{e4}", "https://xn--bcher-kva.example/%C3%A4"),
            ("https://a.example:443/x/../y", "https://a.example/y"),
        ] {
            assert_eq!(checks.https_url("website", Some(given)).as_deref(), Some(kept));
        }
        assert_eq!(checks.https_url("website", Some(" ")), None);
        assert!(checks.finish().is_ok());
    }
}
