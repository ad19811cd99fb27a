use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{Timestamp, ids::ApiId};

/// A scope's name, one `scope-token` of RFC 6749 section 3.3, narrowed to `[a-z0-9._:/-]`, 1 to 100 characters.
/// Unique across the platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[a-z0-9][a-z0-9._:/-]{0,99}$", example = "patients.read"))]
#[serde(transparent)]
pub struct ScopeName(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope name starts with a lower-case letter or digit, holds only a-z 0-9 . _ : / - and has at most 100 characters"
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
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._:/-".contains(&byte);
        let first = text.bytes().next().ok_or(InvalidScopeName)?;
        let starts_well = first.is_ascii_lowercase() || first.is_ascii_digit();
        if starts_well && text.len() <= 100 && text.bytes().all(inner) {
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
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        for good in ["patients.read", "system/patient.rs", "a", "1:b"] {
            assert_eq!(good.parse::<ScopeName>().unwrap().as_str(), good);
        }
        let long = "a".repeat(101);
        for bad in ["", "Patients.read", ".read", "a b", "a\"", "é", long.as_str()] {
            assert_eq!(bad.parse::<ScopeName>(), Err(InvalidScopeName), "{bad}");
        }
    }
}
