//! Collects every wrong field of a request before anything is done.

use chrono::NaiveDate;
use url::Url;
use wire::{problem::FieldProblem, texts::Text};

use crate::errors::Error;

/// The years in which a day may lie that people ask about.
const YEARS: std::ops::RangeInclusive<&str> = "2000-01-01"..="9998-12-31";

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

    /// The text as its rule keeps it.
    pub fn text<T: Text>(&mut self, field: &str, given: &T) -> String {
        match T::RULE.read(given) {
            Ok(text) => text,
            Err(unfit) => {
                self.wrong(field, unfit.to_string());
                String::new()
            }
        }
    }

    /// A day as `2026-05-03`.
    pub fn day(&mut self, field: &str, given: Option<&str>) -> Option<NaiveDate> {
        let text = given?;
        let read = text.parse::<NaiveDate>().ok().filter(|_| text.len() == 10 && YEARS.contains(&text));
        if read.is_none() {
            self.wrong(field, "Write a day as 2026-05-03.");
        }
        read
    }

    /// An absent or empty URL is `None`; another one must be https with a host, and as long as its rule allows.
    pub fn https_url<T: Text>(&mut self, field: &str, given: Option<&T>) -> Option<String> {
        self.url(field, given, |url| url.scheme() == "https")
    }

    /// Like `https_url`, and http on this machine.
    pub fn web_url<T: Text>(&mut self, field: &str, given: Option<&T>) -> Option<String> {
        let local = |url: &Url| {
            url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
        };
        self.url(field, given, |url| url.scheme() == "https" || local(url))
    }

    /// An address that this platform is to call: https, and not of this machine or a private network, as far as that can be
    /// said without a look-up. `private`: those too. `why`: what a private one is told.
    pub fn called_url<T: Text>(
        &mut self,
        field: &str,
        given: Option<&T>,
        private: bool,
        why: &str,
    ) -> Option<String> {
        if private {
            return self.web_url(field, given);
        }
        let url = self.https_url(field, given)?;
        if url.parse().is_ok_and(|url| outbound_http::is_private(&url)) {
            self.wrong(field, why);
        }
        Some(url)
    }

    /// Parsed once, and kept as it was parsed.
    fn url<T: Text>(
        &mut self,
        field: &str,
        given: Option<&T>,
        allowed: impl Fn(&Url) -> bool,
    ) -> Option<String> {
        let given = given?;
        let (text, most) = (given.trim(), T::RULE.code_points());
        if text.is_empty() {
            return None;
        }
        let plain = |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
        // The parser leaves line breaks and tabs out without a word.
        let seen = !text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\');
        let url = Url::parse(text).ok().filter(|url| seen && plain(url) && allowed(url));
        let url = url.map(String::from).filter(|url| T::RULE.fits(given) && url.len() <= most);
        if url.is_none() {
            let message =
                format!("Enter a full address that begins with https://, of at most {most} characters.");
            self.wrong(field, message);
        }
        url
    }
}

/// A reason as a sentence for people.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use wire::texts::{AppInOneLine, AppName, VersionNote, WebAddress};

    use super::*;

    fn https_url(checks: &mut Checks, given: &str) -> Option<String> {
        checks.https_url("website", Some(&WebAddress::from(given)))
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut checks = Checks::new();
        checks.text("name", &AppName::from("  "));
        checks.text("summary", &AppInOneLine::from("x".repeat(161)));
        checks.text("note", &VersionNote::from("a\u{7}"));
        let too_long = format!("https://a.example/{}", "x".repeat(500));
        let climbing = format!("https://a.example/{}", "x/../".repeat(100));
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
            &too_long,
            &climbing,
        ];
        for bad in urls {
            assert_eq!(https_url(&mut checks, bad), None, "{bad}");
        }
        let Err(Error::Invalid(problems)) = checks.finish() else { panic!("passed") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields[..3], ["name", "summary", "note"]);
        assert_eq!(fields.len(), 15);
    }

    #[test]
    fn good_values_come_back_trimmed() {
        let mut checks = Checks::new();
        assert_eq!(checks.text("name", &AppName::from(" Ann ")), "Ann");
        assert_eq!(checks.text("note", &VersionNote::from(" a\r\nb ")), "a\nb");
        for (given, kept) in [
            (" https://a.example/x ", "https://a.example/x"),
            ("HTTPS://A.Example", "https://a.example/"),
            ("https://b\u{fc}cher.example/\u{e4}", "https://xn--bcher-kva.example/%C3%A4"),
            ("https://a.example:443/x/../y", "https://a.example/y"),
        ] {
            assert_eq!(https_url(&mut checks, given).as_deref(), Some(kept));
        }
        assert_eq!(https_url(&mut checks, " "), None);
        assert!(checks.finish().is_ok());
    }
}
