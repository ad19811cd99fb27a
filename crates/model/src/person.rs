//! People: their accounts, their sessions, and invitations to roles.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    Timestamp,
    audit::AuditChain,
    ids::{InvitationId, PersonId, PublisherId, SessionId, TenantId},
    name::{is_unseen, nfc},
    role::{PublisherRole, TenantRole},
};

/// An e-mail address, kept in lower case: one `@`, something on both sides, no white space, nothing that is not seen,
/// at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = "email", max_length = 254))]
#[serde(transparent)]
pub struct Email(String);

/// The fewest and the most code points of a password. Those that were set when 12 were enough go on working.
pub const SHORTEST_PASSWORD: usize = 15;
pub const LONGEST_PASSWORD: usize = 256;

/// A password in Unicode's normal form NFC.
pub fn normalised_password(text: &str) -> String {
    nfc().normalize(text).into_owned()
}

/// The most bytes of an e-mail address, and of what is before its `@`, in lower case.
pub const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl Email {
    /// An address as a row has it. What was written before unseen characters were refused is still read, and what was
    /// measured before its case was lowered, which adds bytes: it has no more characters than it then had bytes.
    ///
    /// # Errors
    /// `InvalidEmail` for what never was one.
    pub fn kept(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |part: &str| {
            !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
        };
        let fits = local.chars().count() <= LONGEST_LOCAL && text.chars().count() <= LONGEST_EMAIL;
        if plain(local) && plain(domain) && fits { Ok(Self(text)) } else { Err(InvalidEmail) }
    }

    fn is_short(&self) -> bool {
        let local = self.0.rsplit_once('@').map_or(0, |(local, _)| local.len());
        local <= LONGEST_LOCAL && self.0.len() <= LONGEST_EMAIL
    }

    /// [`Email::kept`] for serde. Whatever makes an address reads it as [`Email`] does by itself.
    ///
    /// # Errors
    /// As [`Email::kept`].
    pub fn deserialize_kept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::kept(&std::borrow::Cow::<str>::deserialize(deserializer)?).map_err(de::Error::custom)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let email = Self::kept(text)?;
        if email.is_short() && !email.0.contains(is_unseen) { Ok(email) } else { Err(InvalidEmail) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A human who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub email: Email,
    pub name: String,
    /// Whether this person is a platform operator.
    pub operator: bool,
    pub created_at: Timestamp,
}

/// What a browser is called that does not say what it is.
pub const UNKNOWN_BROWSER: &str = "Unknown browser";

/// A signed-in browser. The bearer itself is known only to the browser; the database has its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub person: PersonId,
    /// The browser in words: "Firefox on Windows".
    pub device: String,
    pub created_at: Timestamp,
    /// The address from which the person signed in; `None` where it is not known.
    pub created_from: Option<String>,
    pub last_seen_at: Timestamp,
    /// The address from which it was used at that time.
    pub last_seen_from: Option<String>,
    pub expires_at: Timestamp,
}

/// What an invitation makes of the person who accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitedTo {
    Operator,
    Tenant(TenantId, TenantRole),
    Publisher(PublisherId, PublisherRole),
}

impl InvitedTo {
    /// The organisation that it is to, by its history.
    pub const fn chain(self) -> AuditChain {
        match self {
            Self::Operator => AuditChain::Platform,
            Self::Tenant(tenant, _) => AuditChain::Tenant(tenant),
            Self::Publisher(publisher, _) => AuditChain::Publisher(publisher),
        }
    }

    /// "operator", "admin", "developer"…
    pub const fn role(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Tenant(_, role) => role.as_str(),
            Self::Publisher(_, role) => role.as_str(),
        }
    }
}

words! {
    /// How a set-up link gets to whoever is invited.
    #[derive(Default)]
    pub enum LinkDelivery {
        /// Whoever invites gets the link, once, and gives it to that person.
        #[default]
        Show = "show",
        /// It is mailed to the invited address, and no one else gets it.
        Mail = "mail",
    }
}

/// A one-time set-up link, not yet used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: Email,
    pub to: InvitedTo,
    /// `None` where the command line made it.
    pub created_by: Option<PersonId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Whether the link is mailed to the address: then whoever uses it has that mailbox.
    pub mailed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_lowered() {
        assert_eq!(" Ann@Example.ORG ".parse::<Email>().unwrap().as_str(), "ann@example.org");
        for bad in ["", "ann", "@b", "a@", "a b@c", "a@b c"] {
            assert_eq!(bad.parse::<Email>(), Err(InvalidEmail), "{bad}");
        }
        assert_eq!("jürgen@müller.example".parse::<Email>().unwrap().as_str(), "jürgen@müller.example");
    }

    #[test]
    fn an_address_is_measured_in_lower_case() {
        for (letter, bytes) in [("\u{23a}", 2), ("\u{130}", 2), ("A", 1)] {
            let lowered = letter.to_lowercase().len();
            let address = |letters| format!("{}@x.example", letter.repeat(letters));
            let longest: Email = address(64 / lowered).parse().unwrap();
            assert_eq!(longest.as_str().parse::<Email>(), Ok(longest.clone()), "what is made is read again");
            assert_eq!(address(64 / lowered + 1).parse::<Email>(), Err(InvalidEmail), "{letter}");
            let before = Email::kept(&address(64 / bytes)).unwrap();
            assert_eq!(Email::kept(before.as_str()), Ok(before.clone()), "a row from before");
        }
        let domain = |letters| format!("a@{}.example", "\u{23a}".repeat(letters));
        assert!(domain(81).parse::<Email>().is_ok());
        assert_eq!(domain(82).parse::<Email>(), Err(InvalidEmail));
        assert!(Email::kept(&domain(122)).is_ok());
        assert_eq!(Email::kept(&format!("{}@x.example", "a".repeat(65))), Err(InvalidEmail));
    }

    #[test]
    fn what_is_not_seen_is_in_no_new_address() {
        for unseen in
            ['\u{200b}', '\u{200d}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{ad}', '\u{fe0f}', '\u{e0041}']
        {
            for address in [format!("an{unseen}n@b.example"), format!("ann@b{unseen}.example")] {
                assert_eq!(address.parse::<Email>(), Err(InvalidEmail), "{address:?}");
                assert!(serde_json::from_value::<Email>(address.clone().into()).is_err(), "{address:?}");
                assert_eq!(Email::kept(&address).unwrap().as_str(), address, "a row from before");
                let read = Email::deserialize_kept(serde_json::Value::from(address.clone()));
                assert_eq!(read.unwrap().as_str(), address, "whoever signs in with it");
            }
        }
        assert_eq!(Email::kept("broken"), Err(InvalidEmail));
        assert!(Email::deserialize_kept(serde_json::Value::from("broken")).is_err());
    }
}
