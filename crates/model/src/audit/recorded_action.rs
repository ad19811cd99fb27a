//! The action of a stored entry, which another release may have written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::AuditAction;

/// The action of an entry: one that this release knows, or the word of another release, kept to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RecordedAction {
    Known(AuditAction),
    Unknown(String),
}

impl RecordedAction {
    pub fn read(text: String) -> Self {
        match text.parse::<AuditAction>() {
            Ok(action) => Self::Known(action),
            Err(_) => Self::Unknown(text),
        }
    }

    pub const fn known(&self) -> Option<AuditAction> {
        match self {
            Self::Known(action) => Some(*action),
            Self::Unknown(_) => None,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(action) => action.as_str(),
            Self::Unknown(text) => text,
        }
    }
}

impl From<AuditAction> for RecordedAction {
    fn from(action: AuditAction) -> Self {
        Self::Known(action)
    }
}

impl PartialEq<AuditAction> for RecordedAction {
    fn eq(&self, action: &AuditAction) -> bool {
        self.known() == Some(*action)
    }
}

impl fmt::Display for RecordedAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for RecordedAction {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <AuditAction as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for RecordedAction {
    fn name() -> std::borrow::Cow<'static, str> {
        <AuditAction as utoipa::ToSchema>::name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_kept_to_the_letter() {
        let known = RecordedAction::from(AuditAction::ConnectionPaused);
        let unknown = RecordedAction::Unknown("consent.delegated".into());
        for (action, text) in [(known, "connection.paused"), (unknown, "consent.delegated")] {
            assert_eq!(RecordedAction::read(text.to_owned()), action);
            let json = serde_json::to_string(&action).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<RecordedAction>(&json).unwrap(), action);
            assert_eq!(action == AuditAction::ConnectionPaused, text == "connection.paused");
        }
    }
}
