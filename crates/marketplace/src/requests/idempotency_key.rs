//! The key under which a caller makes something once, however often they ask.

use wire::idempotency::LONGEST_KEY;

/// A caller's key: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// `None` where it is none. As a structured field (quoted) and bare, a key is the same.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let fits =
            (1..=LONGEST_KEY).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(bare.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_short() {
        let parse = |text: &str| IdempotencyKey::parse(text).map(|key| key.0);
        assert_eq!(parse("8e03978e-40d5"), Some("8e03978e-40d5".into()));
        assert_eq!(parse("\"8e03978e-40d5\""), Some("8e03978e-40d5".into()));
        let long = "k".repeat(256);
        for bad in ["", " ", "\"\"", "a b", "caf\u{e9}", "a\tb", long.as_str()] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
