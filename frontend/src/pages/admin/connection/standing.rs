use model::{
    audit::AuditAction,
    connection::{PausedBy, StateName},
    credential::AuthMethod,
    ids::PersonId,
};
use wire::{
    activity::Activity,
    admin::{Client, Connection, SecretHint},
};

use crate::pages::admin::parts::day;

/// How a connection stands, in a sentence; `history` is newest first, `place` the organisation's name.
pub fn standing(facts: &Connection, history: &[Activity], me: Option<PersonId>, place: &str) -> String {
    let decided = format!("by {} on {}", facts.decided_by, day(facts.decided_at));
    match facts.state {
        StateName::Awaiting => "Waiting for your decision: the app has no access.".to_owned(),
        StateName::Declined => format!("Declined {decided}: the app has no access."),
        StateName::Blocked => format!("Blocked {decided}: the app has no access."),
        StateName::Active => {
            let end = facts.ends_at.map(|end| format!(" Access ends on {}.", day(end)));
            let without = facts.client.as_ref().and_then(without_secret).unwrap_or_default();
            format!("Active since {}{without}.{}", day(facts.decided_at), end.unwrap_or_default())
        }
        StateName::Paused => {
            let stop = |by: &PausedBy| match by {
                PausedBy::Tenant => own_stop(history, me, place),
                PausedBy::Developer => "disabled by its developer".to_owned(),
                PausedBy::Platform => "suspended by the platform".to_owned(),
                PausedBy::EndDate => match facts.ends_at {
                    Some(end) => format!("ended by its end date, {}", day(end)),
                    None => "ended by its end date".to_owned(),
                },
            };
            let stops: Vec<_> = facts.paused_by.iter().map(stop).collect();
            format!("{}: the app cannot get tokens.", capital(&stops.join("; ")))
        }
        StateName::Deleted => format!(
            "Deleted on {}: its credentials are destroyed. Its history stays readable.",
            day(facts.updated_at)
        ),
    }
}

/// Why the app of an active connection gets no tokens nevertheless.
fn without_secret(client: &Client) -> Option<&'static str> {
    let found = |secret: &SecretHint| secret.reported_at.is_some();
    match client.auth_method {
        AuthMethod::PrivateKeyJwt => None,
        AuthMethod::ClientSecret if client.secrets.is_empty() => {
            Some(", but its developer has not collected the secret yet: the app cannot get tokens")
        }
        AuthMethod::ClientSecret => client
            .secrets
            .iter()
            .all(found)
            .then_some(", but its secret was found by somebody: the app cannot get tokens"),
    }
}

/// Who of this organisation disabled it. Entries that others wrote into the history name no app.
fn own_stop(history: &[Activity], me: Option<PersonId>, place: &str) -> String {
    let own = |entry: &&Activity| entry.action == AuditAction::ConnectionPaused && entry.app_id.is_some();
    match history.iter().find(own) {
        Some(entry) if entry.actor_id.is_some() && entry.actor_id == me => {
            format!("disabled by you on {}", day(entry.at))
        }
        Some(entry) => format!("disabled by {} on {}", entry.actor, day(entry.at)),
        None => format!("disabled by {place}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::ids::{AppId, AuditEntryId, ConnectionId, CredentialId, PublisherId, SecretId, TenantId};
    use wire::{admin::PublisherCard, limits::Limits};

    use super::*;

    fn facts(state: StateName, paused_by: Vec<PausedBy>) -> Connection {
        let at = DateTime::from_timestamp(1_777_800_000, 0).unwrap();
        let nothing = [0; 10];
        Connection {
            id: ConnectionId::new(1, &nothing),
            tenant_id: TenantId::new(1, &nothing),
            app_id: AppId::new(1, &nothing),
            app_name: "BrightBill Claims".to_owned(),
            app_summary: String::new(),
            logo_url: None,
            website: None,
            privacy_policy: None,
            support_contact: String::new(),
            hand_over: model::app::HandOver::AdminShares,
            publisher: PublisherCard {
                id: PublisherId::new(1, &nothing),
                name: "BrightBill".to_owned(),
                website: None,
                verified: false,
            },
            state,
            paused_by,
            reason: None,
            version: 1,
            latest_version: 1,
            decided_by: "Dana Reyes".to_owned(),
            decided_at: at,
            updated_at: at,
            ends_at: None,
            egress_networks: Vec::new(),
            granted: Vec::new(),
            not_granted: Vec::new(),
            client: None,
        }
    }

    /// With a secret for each of `found`: whether somebody has presented it as found.
    fn client(auth_method: AuthMethod, found: &[bool]) -> Client {
        let at = DateTime::UNIX_EPOCH;
        let secret = |found: &bool| SecretHint {
            id: SecretId::new(1, &[0; 10]),
            hint: "4f2a".to_owned(),
            created_by: "Dana Reyes".to_owned(),
            created_at: at,
            last_used_at: None,
            expires_at: None,
            reported_at: found.then_some(at),
        };
        Client {
            client_id: CredentialId::new(1, &[0; 10]),
            auth_method,
            issuer: String::new(),
            token_endpoint: String::new(),
            secrets: found.iter().map(secret).collect(),
            created_by: "Dana Reyes".to_owned(),
            created_at: at,
            regenerated_by: None,
            regenerated_at: None,
            limits: Limits { tokens_per_minute: None, refused_this_hour: 0, refused_at: None },
        }
    }

    fn pause(actor: &str, id: PersonId, own: bool) -> Activity {
        let connection = facts(StateName::Paused, Vec::new());
        Activity {
            id: AuditEntryId::new(1, &[0; 10]),
            at: connection.updated_at,
            action: AuditAction::ConnectionPaused,
            actor: actor.to_owned(),
            actor_id: Some(id),
            from: None,
            object: connection.id.to_string(),
            object_name: connection.app_name,
            app_id: own.then_some(connection.app_id),
            connection_id: Some(connection.id),
            detail: None,
        }
    }

    #[test]
    fn states_read_as_sentences() {
        let (me, other) = (PersonId::new(1, &[1; 10]), PersonId::new(2, &[2; 10]));
        let words =
            |facts: &Connection, history: &[Activity]| standing(facts, history, Some(me), "Harbour Clinic");
        assert_eq!(words(&facts(StateName::Active, Vec::new()), &[]), "Active since 3 May 2026.");
        let stopped = facts(StateName::Paused, vec![PausedBy::Tenant]);
        let history = [pause("BrightBill", other, false), pause("Dana Reyes", me, true)];
        assert_eq!(words(&stopped, &history), "Disabled by you on 3 May 2026: the app cannot get tokens.");
        let history = [pause("Sam Ode", other, true)];
        assert_eq!(
            words(&stopped, &history),
            "Disabled by Sam Ode on 3 May 2026: the app cannot get tokens."
        );
        let both = facts(StateName::Paused, vec![PausedBy::Tenant, PausedBy::Developer]);
        assert_eq!(
            words(&both, &[]),
            "Disabled by Harbour Clinic; disabled by its developer: the app cannot get tokens."
        );
    }

    #[test]
    fn an_active_connection_without_a_secret_that_works_says_so() {
        let mut active = facts(StateName::Active, Vec::new());
        active.ends_at = Some(active.decided_at);
        active.client = Some(client(AuthMethod::ClientSecret, &[]));
        let words = |facts: &Connection| standing(facts, &[], None, "Harbour Clinic");
        assert_eq!(
            words(&active),
            "Active since 3 May 2026, but its developer has not collected the secret yet: the app cannot get tokens. Access ends on 3 May 2026."
        );
        active.ends_at = None;
        active.client = Some(client(AuthMethod::ClientSecret, &[true]));
        assert_eq!(
            words(&active),
            "Active since 3 May 2026, but its secret was found by somebody: the app cannot get tokens."
        );
        active.client = Some(client(AuthMethod::ClientSecret, &[true, false]));
        assert_eq!(words(&active), "Active since 3 May 2026.");
        active.client = Some(client(AuthMethod::PrivateKeyJwt, &[]));
        assert_eq!(words(&active), "Active since 3 May 2026.");
    }
}
