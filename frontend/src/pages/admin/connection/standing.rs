use model::{
    audit::AuditAction,
    connection::{PausedBy, StateName},
    ids::PersonId,
};
use wire::{activity::Activity, admin::Connection};

use crate::pages::admin::parts::day;

/// How a connection stands, in a sentence; `history` is newest first, `place` the organisation's name.
pub fn standing(facts: &Connection, history: &[Activity], me: Option<PersonId>, place: &str) -> String {
    let decided = format!("by {} on {}", facts.decided_by, day(facts.decided_at));
    match facts.state {
        StateName::Awaiting => "Waiting for your decision: the app has no access.".to_owned(),
        StateName::Declined => format!("Declined {decided}: the app has no access."),
        StateName::Blocked => format!("Blocked {decided}: the app has no access."),
        StateName::Active => match facts.ends_at {
            Some(end) => format!("Active since {}. Access ends on {}.", day(facts.decided_at), day(end)),
            None => format!("Active since {}.", day(facts.decided_at)),
        },
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
    use model::ids::{AppId, AuditEntryId, ConnectionId, PublisherId, TenantId};
    use wire::admin::PublisherCard;

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
}
