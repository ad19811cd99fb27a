//! Collects every wrong field of a request before anything is done.

use std::ops::RangeInclusive;

use url::Url;
use wire::problem::FieldProblem;

use crate::Error;

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

    /// Trims the text; wrong unless its number of characters is in the range and none is a control character
    /// (line breaks and tabs are allowed).
    pub fn text(&mut self, field: &str, value: &str, length: RangeInclusive<usize>) -> String {
        let value = value.trim();
        let characters = value.chars().count();
        if characters == 0 && !length.contains(&0) {
            self.wrong(field, "Fill this in.");
        } else if characters < *length.start() {
            self.wrong(field, format!("Use at least {} characters.", length.start()));
        } else if characters > *length.end() {
            self.wrong(field, format!("Use at most {} characters; these are {characters}.", length.end()));
        } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.wrong(field, "Remove the control characters.");
        }
        value.to_owned()
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

    fn url(&mut self, field: &str, value: Option<&str>, allowed: impl Fn(&Url) -> bool) -> Option<String> {
        let text = value.map(str::trim).filter(|text| !text.is_empty())?;
        let plain = |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
        let good = Url::parse(text).is_ok_and(|url| plain(&url) && allowed(&url));
        if !good || text.len() > 500 {
            self.wrong(field, "Give a whole address that begins with https://, at most 500 characters.");
        }
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let mut checks = Checks::new();
        checks.text("name", "  ", 1..=80);
        checks.text("summary", &"x".repeat(161), 1..=160);
        checks.text("note", "a\u{7}", 0..=10);
        for bad in ["http://a.example", "https://", "ftp://x", "javascript:alert(1)", "https://u:p@a.example"]
        {
            checks.https_url(bad, Some(bad));
        }
        let Err(Error::Invalid(problems)) = checks.finish() else { panic!("passed") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields[..3], ["name", "summary", "note"]);
        assert_eq!(fields.len(), 8);
    }

    #[test]
    fn good_values_come_back_trimmed() {
        let mut checks = Checks::new();
        assert_eq!(checks.text("name", " Ann ", 1..=3), "Ann");
        assert_eq!(
            checks.https_url("website", Some(" https://a.example/x ")).as_deref(),
            Some("https://a.example/x")
        );
        assert_eq!(checks.https_url("website", Some(" ")), None);
        assert!(checks.finish().is_ok());
    }
}
