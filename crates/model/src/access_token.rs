//! Personal access tokens: by one of them a program does what its person may do, within its scopes.

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;

use crate::{
    Timestamp,
    ids::{AccessTokenId, PersonId},
};

/// What every token starts with.
pub const PREFIX: &str = "gta_";
/// The most days that a token lasts.
pub const MOST_DAYS: u32 = 365;

words! {
    /// What a personal access token may be used for.
    pub enum TokenScope {
        /// Operations that read, and show no secret.
        Read = "read",
        /// Operations that change something, but for those of the other scopes.
        Write = "write",
        /// Operations whose answers hold a secret, or that make or replace one.
        Secrets = "secrets",
        /// Members, roles, invitations, operators; publishers and tenants that are made.
        People = "people",
    }
}

impl TokenScope {
    /// For whoever chooses: what a token with this scope may do.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Read => "Read everything that you may read. No secret is shown.",
            Self::Write => "Change what you may change, but for secrets and people.",
            Self::Secrets => "Allow apps, and make, replace and collect secrets and links to them.",
            Self::People => "Invite and remove people, change roles, and make publishers and tenants.",
        }
    }
}

/// A token, without its text: only whoever made it has that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub id: AccessTokenId,
    pub person: PersonId,
    /// For its person.
    pub name: String,
    pub scopes: BTreeSet<TokenScope>,
    /// Where its requests come from; none: from anywhere.
    pub networks: BTreeSet<IpNet>,
    pub last_four: String,
    pub made_at: Timestamp,
    pub ends_at: Timestamp,
    /// To the minute; `None` before its first use.
    pub last_used_at: Option<Timestamp>,
    /// The address from which it was used at that time.
    pub last_used_from: Option<String>,
}

impl AccessToken {
    /// Whether it may be used from this address; one that is not known is in no network.
    pub fn may_come_from(&self, address: Option<IpAddr>) -> bool {
        let within = |address: IpAddr| {
            let address = address.to_canonical();
            self.networks.iter().any(|network| network.contains(&address))
        };
        self.networks.is_empty() || address.is_some_and(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(networks: &[&str]) -> AccessToken {
        AccessToken {
            id: AccessTokenId::new(1, &[1; 10]),
            person: PersonId::new(1, &[1; 10]),
            name: "Nightly sync".into(),
            scopes: BTreeSet::from([TokenScope::Read]),
            networks: networks.iter().map(|text| text.parse().unwrap()).collect(),
            last_four: "abcd".into(),
            made_at: Timestamp::default(),
            ends_at: Timestamp::default(),
            last_used_at: None,
            last_used_from: None,
        }
    }

    #[test]
    fn a_token_without_networks_comes_from_anywhere() {
        assert!(token(&[]).may_come_from(None));
        assert!(token(&[]).may_come_from(Some([192, 0, 2, 7].into())));
    }

    #[test]
    fn a_token_with_networks_comes_from_them_alone() {
        let token = token(&["192.0.2.0/24", "2001:db8::/32"]);
        for (address, may) in
            [("192.0.2.7", true), ("::ffff:192.0.2.7", true), ("2001:db8::1", true), ("192.0.3.7", false)]
        {
            assert_eq!(token.may_come_from(address.parse().ok()), may, "{address}");
        }
        assert!(!token.may_come_from(None));
    }
}
