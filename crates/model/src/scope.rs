//! Scopes: the permissions of an API, and sets of their names.

use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{Timestamp, ids::ApiId};

/// A scope's name, one `scope-token` of RFC 6749 section 3.3: 1 to 100 visible ASCII characters but `"` and `\`. Case
/// counts. Unique across the platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 1, max_length = 100, pattern = r"^(\.{0,2}[!#-,\-/-\[\]-~][!#-\[\]-~]*|\.{3}[!#-\[\]-~]*)$", example = "patients.read"))]
#[serde(transparent)]
pub struct ScopeName(String);

/// The most characters of a scope's name.
pub const LONGEST_SCOPE_NAME: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope name has 1 to {LONGEST_SCOPE_NAME} ASCII letters, digits and punctuation marks, but no spaces, double quotes \
     or backslashes, and it is not just . or .."
)]
pub struct InvalidScopeName;

impl ScopeName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScopeName {
    type Err = InvalidScopeName;

    fn from_str(text: &str) -> Result<Self, InvalidScopeName> {
        let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        // These two would be steps of a path wherever a name stands in one.
        let is_step = matches!(text, "." | "..");
        if (1..=LONGEST_SCOPE_NAME).contains(&text.len()) && text.bytes().all(allowed) && !is_step {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidScopeName)
        }
    }
}

impl fmt::Display for ScopeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ScopeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What a connection or a tenant's own credential may do.
pub type ScopeSet = BTreeSet<ScopeName>;

words! {
    /// What a scope lets its holder do with the data.
    pub enum ScopeAction {
        Read = "read",
        Change = "change",
        Delete = "delete",
    }
}

words! {
    pub enum Sensitivity {
        Normal = "normal",
        Sensitive = "sensitive",
        Critical = "critical",
    }
}

words! {
    /// A deprecated scope stays in old grants; no new version may ask for it.
    pub enum ScopeState {
        Active = "active",
        Deprecated = "deprecated",
    }
}

/// A permission of one Api.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub name: ScopeName,
    pub api: ApiId,
    /// Two to five words for people: "Read patients".
    pub title: String,
    /// The platform's sentence for people: "See names, dates of birth and contact details of all patients."
    pub sentence: String,
    pub action: ScopeAction,
    pub sensitivity: Sensitivity,
    pub state: ScopeState,
    /// Counts the changes.
    pub revision: u32,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let signs = "!#$%&'()*+,-./0123456789:;<=>?@[]^_`{|}~";
        let smart = ["system/Patient.rs", "system/*.rs", "system/Observation.rs?category=vital-signs"];
        for good in ["patients.read", "a", "1:b", ".read", "...", "%2e", signs].into_iter().chain(smart) {
            assert_eq!(good.parse::<ScopeName>().unwrap().as_str(), good);
        }
        let long = "a".repeat(LONGEST_SCOPE_NAME + 1);
        for bad in ["", ".", "..", "a b", "a\"", "a\\b", "é", "a\n", "a\u{7f}", "a\u{0}", long.as_str()] {
            assert_eq!(bad.parse::<ScopeName>(), Err(InvalidScopeName), "{bad}");
        }
    }
}
