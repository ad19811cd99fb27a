//! Clients of the token endpoint, and their secrets.

use chrono::TimeDelta;

use crate::{
    Timestamp,
    ids::{ConnectionId, CredentialId, PersonId, SecretId, TenantId},
    scope::ScopeSet,
};

words! {
    /// How a client authenticates at the token endpoint (RFC 7591 section 2).
    pub enum AuthMethod {
        /// `client_secret_basic` and `client_secret_post` alike.
        ClientSecret = "client_secret",
        PrivateKeyJwt = "private_key_jwt",
        /// The token of a platform that the software runs on, as RFC 7523 presents it (docs/adr/0028).
        WorkloadIdentity = "workload_identity",
    }
}

/// Who a credential acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialOwner {
    /// An app's connection: what it may do is the connection's grant.
    Connection(ConnectionId),
    /// The tenant itself, with a name and scopes that its admin picked.
    Tenant { name: String, scopes: ScopeSet },
}

/// How a credential that the tenant itself owns stands, beside its name and scopes. That of a connection has the standing of
/// the connection, and this is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// It stops working by itself then.
    pub ends_at: Option<Timestamp>,
    pub pause: Option<Pause>,
    /// Counts the edits of name, scopes and end.
    pub revision: u32,
}

/// An admin has disabled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub at: Timestamp,
    pub by: PersonId,
    pub reason: Option<String>,
}

/// A scope that was not asked for by name for so many days is pointed out.
pub const UNUSED_AFTER_DAYS: i64 = 90;

/// A client of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub owner: CredentialOwner,
    pub auth_method: AuthMethod,
    /// Goes into each token of a tenant's own credential; one more revokes the tokens from before.
    pub generation: u64,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    /// When its secret was last regenerated.
    pub regenerated_at: Option<Timestamp>,
    pub regenerated_by: Option<PersonId>,
    pub deleted_at: Option<Timestamp>,
    /// When it last signed in as a workload.
    pub workload_last_used_at: Option<Timestamp>,
    /// After so many days without a use its secrets are retired, once it signs in as a workload.
    pub secret_retires_after_days: Option<u32>,
    pub standing: Standing,
}

impl Credential {
    /// Whether these secrets of it are to be retired now: it has signed in as a workload within its days, and with no
    /// secret. A secret that was made within them has not been silent for so long.
    pub fn secrets_are_silent(&self, secrets: &[Secret], now: Timestamp) -> bool {
        let days = self.secret_retires_after_days.and_then(|days| TimeDelta::try_days(days.into()));
        let Some(since) = days.and_then(|days| now.checked_sub_signed(days)) else { return false };
        let last_use = |secret: &Secret| secret.last_used_at.unwrap_or(secret.created_at);
        self.workload_last_used_at.is_some_and(|used| used > since)
            && !secrets.is_empty()
            && secrets.iter().all(|secret| last_use(secret) <= since)
    }
}

/// One of at most two live secrets of a credential, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub id: SecretId,
    pub credential: CredentialId,
    /// Its last four characters.
    pub hint: String,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    /// The network address of that use.
    pub last_used_from: Option<String>,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// When the product looks at it next, for a warning or its end.
    pub notice_at: Option<Timestamp>,
    /// When it was reported as leaked, and revoked for it.
    pub reported_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_timestamp(1_790_000_000 + day * DAY, 0).unwrap()
    }

    fn credential(workload_last_used_at: Option<Timestamp>, days: Option<u32>) -> Credential {
        Credential {
            id: CredentialId::new(1, &[7; 10]),
            tenant: TenantId::new(2, &[7; 10]),
            owner: CredentialOwner::Connection(ConnectionId::new(3, &[7; 10])),
            auth_method: AuthMethod::ClientSecret,
            generation: 1,
            created_by: PersonId::new(4, &[7; 10]),
            created_at: at(0),
            regenerated_at: None,
            regenerated_by: None,
            deleted_at: None,
            workload_last_used_at,
            secret_retires_after_days: days,
            standing: Standing::default(),
        }
    }

    fn secret(created: i64, used: Option<i64>) -> Secret {
        Secret {
            id: SecretId::new(5, &[7; 10]),
            credential: CredentialId::new(1, &[7; 10]),
            hint: "abcd".into(),
            created_by: PersonId::new(4, &[7; 10]),
            created_at: at(created),
            last_used_at: used.map(at),
            last_used_from: None,
            expires_at: None,
            notice_at: None,
            reported_at: None,
        }
    }

    #[test]
    fn a_secret_retires_when_it_was_silent_and_the_workload_was_not() {
        let now = at(100);
        for (workload, days, secrets, retires) in [
            (Some(99), Some(7), vec![secret(0, Some(93))], true),
            (Some(99), Some(7), vec![secret(0, Some(94))], false),
            (Some(99), Some(7), vec![secret(0, None)], true),
            (Some(99), Some(7), vec![secret(95, None)], false),
            (Some(99), Some(7), vec![secret(0, Some(10)), secret(0, Some(99))], false),
            (Some(93), Some(7), vec![secret(0, Some(10))], false),
            (None, Some(7), vec![secret(0, Some(10))], false),
            (Some(99), None, vec![secret(0, Some(10))], false),
            (Some(99), Some(u32::MAX), vec![secret(0, Some(10))], false),
            (Some(99), Some(7), vec![], false),
        ] {
            let credential = credential(workload.map(at), days);
            assert_eq!(
                credential.secrets_are_silent(&secrets, now),
                retires,
                "{workload:?} {days:?} {secrets:?}"
            );
        }
    }
}
