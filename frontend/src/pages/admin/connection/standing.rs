//! The sentence that tells an admin how a connection stands.

use model::{connection::StateName, credential::AuthMethod};
use wire::admin::{Client, Connection};

use crate::components::feedback::day;

/// How a connection stands, in a sentence; what stops it stands in banners of its own.
pub fn standing(facts: &Connection) -> String {
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
            let without = facts.client.as_ref().and_then(without_secret).unwrap_or_default();
            format!("Active since {}{without}.{}", day(facts.decided_at), end.unwrap_or_default())
        }
    }
}

/// Why the app of an active connection gets no tokens nevertheless.
fn without_secret(client: &Client) -> Option<&'static str> {
    let waits = client.auth_method == AuthMethod::ClientSecret && client.secrets.is_empty();
    waits.then_some(", but its developer has not collected the secret yet: the app cannot get tokens")
}
