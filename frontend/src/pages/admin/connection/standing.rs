//! The sentence that tells an admin how a connection stands.

use model::{connection::StateName, credential::AuthMethod};
use wire::admin::{Client, Connection, SecretHint};

use crate::{components::feedback::day, dom};

/// How a connection stands, in a sentence; what stops it stands in banners of its own. `lost`: no one has its secret.
pub fn standing(facts: &Connection, lost: bool) -> String {
    let decided = || format!("by {} on {}", facts.decided_by, day(facts.decided_at));
    match facts.state {
        StateName::Awaiting => "Waiting for a decision: the app has no access.".to_owned(),
        StateName::Declined => format!("Declined {}: the app has no access.", decided()),
        StateName::Blocked => format!("Blocked {}: the app has no access.", decided()),
        StateName::Deleted => format!(
            "Deleted on {}: its credentials are destroyed. Its history stays readable.",
            day(facts.updated_at)
        ),
        StateName::Paused => "The app gets no tokens.".to_owned(),
        StateName::Active if !facts.stops.is_empty() => "The app gets no tokens.".to_owned(),
        StateName::Active => {
            let end = facts.ends_at.map(|end| format!(" Access ends on {}.", day(end)));
            let alone = facts.client.as_ref().filter(|_| facts.workload.is_none());
            let without = alone.and_then(|client| without_way_in(client, lost, dom::now_milliseconds()));
            let (without, end) = (without.unwrap_or_default(), end.unwrap_or_default());
            format!("Active since {}{without}.{end}", day(facts.decided_at))
        }
    }
}

/// Why the app of an active connection, which signs in with no identity of its platform, gets no tokens nevertheless. An
/// old secret may work on, for a time, while its developer has not collected the new one. `now` in milliseconds since the
/// Unix epoch.
fn without_way_in(client: &Client, lost: bool, now: i64) -> Option<&'static str> {
    if lost {
        return Some(", but no one has its secret: the app cannot get tokens");
    }
    let works = |secret: &SecretHint| {
        secret.reported_at.is_none() && secret.expires_at.is_none_or(|end| end.timestamp_millis() > now)
    };
    if client.secrets.iter().any(works) {
        return None;
    }
    match client.auth_method {
        AuthMethod::ClientSecret if client.to_collect => {
            Some(", but its developer has not collected the secret yet: the app cannot get tokens")
        }
        AuthMethod::WorkloadIdentity => Some(
            ", but its secret was retired, and it can no longer sign in with its platform’s identity: the app cannot get tokens",
        ),
        AuthMethod::ClientSecret | AuthMethod::PrivateKeyJwt => None,
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{super::super::client_facts::examples, *};

    fn client(auth_method: AuthMethod, to_collect: bool, secrets: Vec<SecretHint>) -> Client {
        Client { auth_method, to_collect, ..examples::client(secrets) }
    }

    /// One that another is to replace. It ends a second after the epoch.
    fn old() -> SecretHint {
        SecretHint { expires_at: Timestamp::from_timestamp(1, 0), replaced: true, ..examples::secret(1) }
    }

    fn says(client: &Client, now: i64, words: &str) -> bool {
        without_way_in(client, false, now).is_some_and(|why| why.contains(words))
    }

    #[test]
    fn a_secret_is_to_be_collected_and_none_works() {
        let collected = "has not collected the secret";
        let secret = |to_collect, secrets| client(AuthMethod::ClientSecret, to_collect, secrets);
        assert!(says(&secret(true, Vec::new()), 0, collected));
        assert_eq!(without_way_in(&secret(true, vec![old()]), false, 999), None, "the old one works on");
        assert!(says(&secret(true, vec![old()]), 1_000, collected), "the old one has ended");
        let reported = SecretHint { reported_at: Some(Timestamp::default()), ..old() };
        assert!(says(&secret(true, vec![reported]), 999, collected));
        let present = SecretHint { expires_at: None, replaced: false, ..old() };
        assert_eq!(without_way_in(&secret(false, vec![present]), false, 1_000), None);
    }

    #[test]
    fn without_a_secret_there_is_none_to_collect() {
        let keyless = client(AuthMethod::PrivateKeyJwt, false, Vec::new());
        assert_eq!(without_way_in(&keyless, false, 0), None);
        let retired = client(AuthMethod::WorkloadIdentity, false, Vec::new());
        assert!(says(&retired, 0, "its secret was retired"));
    }
}
