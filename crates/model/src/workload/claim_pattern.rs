//! What a claim of a workload's token has to be: a text, or how one begins.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most characters of a pattern.
pub const MAX_PATTERN: usize = 256;
/// What ends a segment.
const SEPARATORS: [char; 2] = [':', '/'];

/// A text that a claim is equal to, or, with a `*` at its end, a text that it begins with and goes on behind. What
/// stands before the `*` ends a segment, so that `repo:acme/sync:*` is no other repository's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimPattern {
    /// Without the `*`.
    text: String,
    goes_on: bool,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimPatternError {
    #[error("enter the value that the claim must have")]
    Empty,
    #[error("enter at most {MAX_PATTERN} characters")]
    TooLong,
    #[error(
        "use only ASCII letters, digits and signs, with no space at either end: other characters can look alike"
    )]
    Characters,
    #[error("put a * only at the end")]
    StarWithin,
    #[error("put a * only after a : or a /")]
    StarWithinSegment,
    #[error("before the *, name more than a kind of workload")]
    TooWide,
}

impl ClaimPattern {
    pub fn matches(&self, value: &str) -> bool {
        if self.goes_on {
            value.strip_prefix(self.text.as_str()).is_some_and(|rest| !rest.is_empty())
        } else {
            value == self.text
        }
    }

    /// Whether it ends in a `*`.
    pub const fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// The text without the `*`.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl FromStr for ClaimPattern {
    type Err = ClaimPatternError;

    fn from_str(pattern: &str) -> Result<Self, ClaimPatternError> {
        if pattern.is_empty() {
            return Err(ClaimPatternError::Empty);
        }
        if pattern.len() > MAX_PATTERN {
            return Err(ClaimPatternError::TooLong);
        }
        if !pattern.bytes().all(|byte| matches!(byte, b' '..=b'~')) || pattern.trim() != pattern {
            return Err(ClaimPatternError::Characters);
        }
        let (text, goes_on) = match pattern.strip_suffix('*') {
            Some(text) => (text, true),
            None => (pattern, false),
        };
        if text.contains('*') {
            return Err(ClaimPatternError::StarWithin);
        }
        if goes_on {
            check_start(text)?;
        }
        Ok(Self { text: text.to_owned(), goes_on })
    }
}

/// `repo:` and `https://` name a kind; `acme/`, `repo:acme/` and `spiffe://example.org/` name someone.
fn check_start(text: &str) -> Result<(), ClaimPatternError> {
    if !text.ends_with(SEPARATORS) {
        return Err(ClaimPatternError::StarWithinSegment);
    }
    let mut named = text.split(SEPARATORS).filter(|segment| !segment.is_empty());
    let first = named.next().ok_or(ClaimPatternError::TooWide)?;
    let is_kind = text.get(first.len()..).is_some_and(|rest| rest.starts_with(':'));
    if !text.starts_with(first) || (is_kind && named.next().is_none()) {
        return Err(ClaimPatternError::TooWide);
    }
    Ok(())
}

impl fmt::Display for ClaimPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if self.goes_on { f.write_str("*") } else { Ok(()) }
    }
}

impl Serialize for ClaimPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClaimPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> ClaimPattern {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_text_is_equal() {
        let exact = pattern("repo:acme/sync:ref:refs/heads/main");
        assert!(exact.matches("repo:acme/sync:ref:refs/heads/main"));
        for other in [
            "repo:acme/sync:ref:refs/heads/main2",
            "repo:acme/sync:ref:refs/heads/mai",
            "Repo:acme/sync:ref:refs/heads/main",
            " repo:acme/sync:ref:refs/heads/main",
            "repo:acme/sync:ref:refs/heads/main\n",
            "repo:acme/sync:ref:refs/heads/ma\u{0456}n",
            "",
        ] {
            assert!(!exact.matches(other), "{other}");
        }
    }

    #[test]
    fn a_star_stands_for_what_follows_a_segment() {
        let of_repository = pattern("repo:acme/sync:*");
        for own in
            ["repo:acme/sync:ref:refs/heads/main", "repo:acme/sync:environment:live", "repo:acme/sync:*"]
        {
            assert!(of_repository.matches(own), "{own}");
        }
        for other in [
            "repo:acme/sync:",
            "repo:acme/sync",
            "repo:acme/sync-evil:ref:refs/heads/main",
            "repo:acme/syncs:x",
            "repo:acme2/sync:x",
            "repo:ACME/sync:x",
            "xrepo:acme/sync:x",
        ] {
            assert!(!of_repository.matches(other), "{other}");
        }
        for wide in ["acme/*", "repo:acme/*", "spiffe://example.org/*", "system:serviceaccount:sync:*"] {
            assert_eq!(pattern(wide).to_string(), wide);
            assert!(pattern(wide).goes_on());
        }
    }

    #[test]
    fn what_would_take_strangers_is_refused() {
        use ClaimPatternError::{Characters, Empty, StarWithin, StarWithinSegment, TooLong, TooWide};
        let long = "a".repeat(MAX_PATTERN + 1);
        for (text, why) in [
            ("", Empty),
            (long.as_str(), TooLong),
            ("*", StarWithinSegment),
            ("**", StarWithin),
            ("*:acme", StarWithin),
            ("repo:*/sync", StarWithin),
            ("repo:acme/*:ref", StarWithin),
            ("repo:acme/sync:**", StarWithin),
            ("repo:acme/sync*", StarWithinSegment),
            ("repo:acme/s*", StarWithinSegment),
            ("acme*", StarWithinSegment),
            ("repo:*", TooWide),
            ("repo::*", TooWide),
            ("https://*", TooWide),
            ("spiffe://*", TooWide),
            (":*", TooWide),
            ("/*", TooWide),
            ("://*", TooWide),
            ("/acme/*", TooWide),
            (" acme", Characters),
            ("acme ", Characters),
            ("acme\n", Characters),
            ("ac\u{0}me", Characters),
            ("\u{430}cme", Characters),
            ("acme/s\u{fb}nc", Characters),
        ] {
            assert_eq!(text.parse::<ClaimPattern>(), Err(why), "{text}");
        }
    }
}
