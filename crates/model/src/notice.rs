//! Notices: who hears of which event, and in which words.

mod choices;
mod ending;
mod hearing;

use std::{fmt, str::FromStr};

use crate::{
    audit::AuditChain,
    ids::{PublisherId, TenantId},
    words::UnknownWord,
};

pub use choices::MailChoices;
pub use ending::{ENDING_DAYS, due_ending};
pub use hearing::{Audience, Heard, heard, is_always_mailed};

words! {
    /// What a notice is about. For each kind people choose whether they get mail.
    pub enum NoticeKind {
        /// An app, or an update of one, waits for a decision.
        ToDecide = "to_decide",
        /// Someone has decided.
        Decided = "decided",
        /// Access ends soon.
        Ending = "ending",
        /// Access was stopped, restored, renewed or deleted, or has ended.
        Stops = "stops",
        /// A secret was made, collected, regenerated or retired.
        Secrets = "secrets",
        /// A secret was reported as leaked.
        Leaks = "leaks",
        /// Who belongs to the organisation.
        Members = "members",
        /// The person's own account.
        Account = "account",
    }
}

words! {
    /// When a person gets mail of a kind of notice.
    pub enum MailChoice {
        AtOnce = "at_once",
        /// In one mail a day.
        Daily = "daily",
        Off = "off",
    }
}

impl NoticeKind {
    /// As long as the person has chosen nothing else.
    pub const fn default_mail(self) -> MailChoice {
        match self {
            Self::ToDecide | Self::Ending | Self::Stops | Self::Leaks | Self::Account => MailChoice::AtOnce,
            Self::Decided | Self::Secrets | Self::Members => MailChoice::Daily,
        }
    }

    /// For the page on which people choose.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ToDecide => "Apps and updates that wait for a decision",
            Self::Decided => "Decisions about apps",
            Self::Ending => "Access that ends soon",
            Self::Stops => "Access that was stopped, restored or deleted",
            Self::Secrets => "Secrets and credentials",
            Self::Leaks => "Secrets that were reported as leaked",
            Self::Members => "Members and invitations",
            Self::Account => "Your account: use in a new browser",
        }
    }
}

/// As whom a person gets a notice, and may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadAs {
    /// It is about the person's own account.
    Oneself,
    Operator,
    OfPublisher(PublisherId),
    OfTenant(TenantId),
}

const ONESELF: &str = "oneself";
const OPERATOR: &str = "platform";

impl From<AuditChain> for ReadAs {
    /// Those whose history it is.
    fn from(chain: AuditChain) -> Self {
        match chain {
            AuditChain::Platform => Self::Operator,
            AuditChain::Publisher(publisher) => Self::OfPublisher(publisher),
            AuditChain::Tenant(tenant) => Self::OfTenant(tenant),
        }
    }
}

/// As it is stored.
impl fmt::Display for ReadAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oneself => f.write_str(ONESELF),
            Self::Operator => f.write_str(OPERATOR),
            Self::OfPublisher(publisher) => fmt::Display::fmt(publisher, f),
            Self::OfTenant(tenant) => fmt::Display::fmt(tenant, f),
        }
    }
}

impl FromStr for ReadAs {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            ONESELF => Ok(Self::Oneself),
            OPERATOR => Ok(Self::Operator),
            _ => match (text.parse(), text.parse()) {
                (Ok(tenant), _) => Ok(Self::OfTenant(tenant)),
                (_, Ok(publisher)) => Ok(Self::OfPublisher(publisher)),
                _ => Err(UnknownWord { expected: "ReadAs" }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reads_survives_the_text() {
        let (tenant, publisher) = (TenantId::new(1, &[1; 10]), PublisherId::new(1, &[1; 10]));
        let all =
            [ReadAs::Oneself, ReadAs::Operator, ReadAs::OfPublisher(publisher), ReadAs::OfTenant(tenant)];
        for one in all {
            assert_eq!(one.to_string().parse(), Ok(one));
        }
        assert!("app_00000000000000000000000001".parse::<ReadAs>().is_err());
    }
}
