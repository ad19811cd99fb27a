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

/// The most bytes of an e-mail address.
pub const LONGEST_EMAIL: usize = 254;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl Email {
    /// An address as a row has it: what was written before unseen characters were refused is still read.
    ///
    /// # Errors
    /// `InvalidEmail` for what never was one.
    pub fn kept(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |part: &str| {
            !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
        };
        if plain(local) && plain(domain) && local.len() <= 64 && text.len() <= LONGEST_EMAIL {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(InvalidEmail)
        }
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
        if email.0.contains(is_unseen) { Err(InvalidEmail) } else { Ok(email) }
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
