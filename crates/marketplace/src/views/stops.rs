//! The stops of a connection, in words that the reader may see.

use std::collections::{BTreeSet, HashMap};

use model::{
    Timestamp,
    connection::{Connection, ConnectionState, PausedBy, StoppedBy},
    credential::{CredentialOwner, Standing},
    ids::{AppId, ConnectionId, PersonId},
};
use store::{
    Platform, Shared, Tenanted,
    clients::Client,
    stops::{Stop, Suspension},
};
use wire::stops;

use super::connection_state::{pauses, state_at};
use crate::errors::Error;
use crate::requests::Checks;
use crate::service::Marketplace;

/// What is kept about the stops of some connections. Names are put in by whoever has them.
#[derive(Default)]
pub(crate) struct Kept {
    stops: HashMap<ConnectionId, Vec<Stop>>,
    suspensions: HashMap<AppId, Suspension>,
    /// Since when and why no secret works.
    secrets: HashMap<ConnectionId, (Timestamp, StoppedBy)>,
    pub names: HashMap<PersonId, String>,
}

impl Kept {
    /// Whom the stops of these connections name.
    pub fn people(&self, connections: &[Connection]) -> BTreeSet<PersonId> {
        let stops = connections.iter().filter_map(|one| self.stops.get(&one.id)).flatten();
        let ended = connections.iter().filter(|one| one.is_connected() && one.ends_at.is_some());
        stops.filter_map(|stop| stop.person).chain(ended.map(|one| one.decided_by)).collect()
    }

    /// Of a connection that nothing stops but what is in hand.
    pub fn just(connection: ConnectionId, stop: Stop, clients: &[Client], now: Timestamp) -> Self {
        let stops = HashMap::from([(connection, vec![stop])]);
        Self { stops, secrets: secrets(clients, now), ..Self::default() }
    }
}

/// Who reads of a stop.
pub(crate) enum Reader<'a> {
    Tenant { publisher: &'a str, app_support: &'a str },
    Developer { tenant: &'a str },
}

impl Marketplace {
    /// Whom a person asks about what the platform did.
    pub(crate) fn platform_contact(&self) -> Option<String> {
        self.0.settings.support_contact.clone()
    }

    /// Of a tenant's own connections, whose `clients` these are.
    pub(crate) async fn stops_of_own(
        &self,
        rows: Tenanted<'_>,
        connections: &[Connection],
        clients: &[Client],
    ) -> Result<Kept, Error> {
        let stopped = stopped(connections);
        let stops = if stopped.is_empty() { HashMap::new() } else { rows.stops().of(&stopped).await? };
        kept(rows.shared(), connections, secrets(clients, self.now()), stops).await
    }

    /// Of connections of whatever tenant, whose `clients` these are.
    pub(crate) async fn stops_of_any(
        &self,
        platform: Platform<'_>,
        connections: &[Connection],
        clients: &[Client],
    ) -> Result<Kept, Error> {
        let stopped = stopped(connections);
        let stops = if stopped.is_empty() { HashMap::new() } else { platform.stops_of(&stopped).await? };
        kept(*platform, connections, secrets(clients, self.now()), stops).await
    }

    pub(crate) fn stops_view(
        &self,
        connection: &Connection,
        kept: &Kept,
        reader: &Reader<'_>,
    ) -> Vec<stops::Stop> {
        let of_secrets = || kept.secrets.get(&connection.id).map(|(at, by)| bare(*by, Some(*at)));
        match state_at(connection, self.now()) {
            ConnectionState::Active => of_secrets().into_iter().collect(),
            ConnectionState::Paused { by } => {
                let pauses = by.into_iter().map(|by| self.pause_view(connection, by, kept, reader));
                pauses.chain(of_secrets()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn pause_view(
        &self,
        connection: &Connection,
        by: PausedBy,
        kept: &Kept,
        reader: &Reader<'_>,
    ) -> stops::Stop {
        let stop = kept.stops.get(&connection.id).and_then(|all| all.iter().find(|stop| stop.by == by));
        let unnamed = stops::Stop {
            reason: stop.and_then(|stop| stop.reason.clone()),
            ..bare(by.into(), stop.map(|stop| stop.at))
        };
        let person = |id: Option<PersonId>| {
            let who = id.and_then(|id| kept.names.get(&id).cloned());
            stops::Stop { who, person_id: id, ..unnamed.clone() }
        };
        let other = |name: &str| stops::Stop { who: Some(name.to_owned()), ..unnamed.clone() };
        match (by, reader) {
            (PausedBy::Platform, _) => {
                let suspension = kept.suspensions.get(&connection.app);
                stops::Stop {
                    at: suspension.map(|suspension| suspension.at),
                    reason: suspension.map(|suspension| suspension.reason.clone()),
                    ask: self.platform_contact(),
                    ..unnamed
                }
            }
            (PausedBy::Tenant, Reader::Tenant { .. }) | (PausedBy::Developer, Reader::Developer { .. }) => {
                person(stop.and_then(|stop| stop.person))
            }
            (PausedBy::Developer, Reader::Tenant { publisher, app_support }) => {
                stops::Stop { ask: Some((*app_support).to_owned()), ..other(publisher) }
            }
            (PausedBy::Tenant, Reader::Developer { tenant }) => other(tenant),
            (PausedBy::EndDate, Reader::Tenant { .. }) => {
                stops::Stop { at: connection.ends_at, ..person(Some(connection.decided_by)) }
            }
            (PausedBy::EndDate, Reader::Developer { tenant }) => {
                stops::Stop { at: connection.ends_at, ..other(tenant) }
            }
        }
    }

    /// Of one of a tenant's own clients, for its tenant. `names`: of those whom it names.
    pub(crate) fn own_stops_view(
        &self,
        client: &Client,
        names: &HashMap<PersonId, String>,
    ) -> Vec<stops::Stop> {
        let Standing { ends_at, pause, .. } = &client.credential.standing;
        let paused = pause.as_ref().map(|pause| stops::Stop {
            who: names.get(&pause.by).cloned(),
            person_id: Some(pause.by),
            reason: pause.reason.clone(),
            ..bare(StoppedBy::Tenant, Some(pause.at))
        });
        let ended = ends_at.filter(|end| *end <= self.now()).map(|end| bare(StoppedBy::EndDate, Some(end)));
        let secrets = client.credential.secrets_stopped(&client.secrets, self.now());
        let secrets = secrets.map(|(at, by)| bare(by, Some(at)));
        [paused, ended, secrets].into_iter().flatten().collect()
    }

    /// The reason of a pause as it was typed; none where nothing was.
    pub(crate) fn pause_reason(&self, request: &stops::Pause) -> Result<Option<String>, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason);
        checks.finish()?;
        Ok(Some(reason).filter(|reason| !reason.is_empty()))
    }

    pub(crate) fn suspension_view(&self, suspension: Suspension) -> stops::Suspension {
        let Suspension { at, reason, .. } = suspension;
        stops::Suspension { at, by: None, reason, ask: self.platform_contact() }
    }
}

const fn bare(by: StoppedBy, at: Option<Timestamp>) -> stops::Stop {
    stops::Stop { by, at, who: None, person_id: None, reason: None, ask: None }
}

/// Those that a tenant or a developer paused: such pauses have rows.
fn stopped(connections: &[Connection]) -> Vec<ConnectionId> {
    let by_people = |by: &PausedBy| matches!(by, PausedBy::Tenant | PausedBy::Developer);
    let stopped = connections.iter().filter(|one| pauses(&one.state).iter().any(by_people));
    stopped.map(|one| one.id).collect()
}

async fn kept(
    shared: Shared<'_>,
    connections: &[Connection],
    secrets: HashMap<ConnectionId, (Timestamp, StoppedBy)>,
    stops: HashMap<ConnectionId, Vec<Stop>>,
) -> Result<Kept, Error> {
    let held = connections.iter().filter(|one| pauses(&one.state).contains(&PausedBy::Platform));
    let held: Vec<_> = held.map(|one| one.app).collect::<BTreeSet<_>>().into_iter().collect();
    let suspensions = if held.is_empty() { HashMap::new() } else { shared.suspensions().of(&held).await? };
    Ok(Kept { stops, suspensions, secrets, names: HashMap::new() })
}

/// Since when and why none of the secrets of each works.
fn secrets(clients: &[Client], now: Timestamp) -> HashMap<ConnectionId, (Timestamp, StoppedBy)> {
    let stopped = |client: &Client| {
        let CredentialOwner::Connection(id) = client.credential.owner else { return None };
        Some((id, client.credential.secrets_stopped(&client.secrets, now)?))
    };
    clients.iter().filter_map(stopped).collect()
}
