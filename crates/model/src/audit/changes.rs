//! The changed fields of a form.

use serde::{Deserialize, Serialize};

words! {
    /// A field of a form.
    pub enum Field {
        Action = "action",
        AiAgent = "ai_agent",
        Audience = "audience",
        ClientKeys = "client_keys",
        Description = "description",
        Documentation = "documentation",
        EmailAddress = "email_address",
        HandOver = "hand_over",
        Logo = "logo",
        Name = "name",
        OnceByHash = "once_by_hash",
        Preset = "preset",
        PrivacyPolicy = "privacy_policy",
        Sensitivity = "sensitivity",
        Sentence = "sentence",
        SmartBackendServices = "smart_backend_services",
        State = "state",
        Summary = "summary",
        SupportContact = "support_contact",
        Title = "title",
        TokenFormat = "token_format",
        TokenLifetime = "token_lifetime",
        Verified = "verified",
        Visibility = "visibility",
        Website = "website",
        WorkloadKeys = "workload_keys",
    }
}

impl Field {
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::AiAgent => "AI agent",
            Self::ClientKeys => "client keys",
            Self::Documentation => "documentation link",
            Self::EmailAddress => "e-mail address",
            Self::HandOver => "hand-over",
            Self::OnceByHash => "tokens without jti once",
            Self::PrivacyPolicy => "privacy policy",
            Self::SmartBackendServices => "SMART Backend Services",
            Self::SupportContact => "support contact",
            Self::TokenFormat => "token format",
            Self::TokenLifetime => "token lifetime",
            Self::WorkloadKeys => "keys",
            other => other.as_str(),
        }
    }
}

/// A field before and after; `None` where there was or is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    pub field: Field,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Flag(bool),
    Seconds(u32),
    Text(String),
}

impl ValueChange {
    pub fn new(field: Field, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        Self { field, before: Some(before.into()), after: Some(after.into()) }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
