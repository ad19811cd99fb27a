//! What stops a connection, in the words that its reader may know.

use std::collections::{BTreeSet, HashMap};

use model::{
    Timestamp,
    connection::{Connection, ConnectionState, PausedBy, StateName, StoppedBy},
    credential::{Credential, CredentialOwner, Secret},
    ids::{AppId, ConnectionId, PersonId},
};
use store::{
    Tx,
    stops::{Stop, Suspension},
};
use wire::stops;

use crate::{Error, Marketplace, checks::Checks, connection_state::state_at};

/// What is kept about the stops of some connections.
#[derive(Default)]
pub(crate) struct Kept {
    stops: HashMap<ConnectionId, Vec<Stop>>,
    suspensions: HashMap<AppId, Suspension>,
    leaks: HashMap<ConnectionId, Timestamp>,
    names: HashMap<PersonId, String>,
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

    /// `credentials` and `secrets` are those of the connections.
    pub(crate) async fn stops_of(
        &self,
        tx: &mut Tx,
        connections: &[Connection],
        credentials: &[Credential],
        secrets: &[Secret],
    ) -> Result<Kept, Error> {
        let now = self.now();
        let stopped = connections.iter().filter(|one| state_at(one, now).name() == StateName::Paused);
        let stopped: Vec<_> = stopped.collect();
        let mut kept = Kept { leaks: leaks(credentials, secrets), ..Kept::default() };
        if stopped.is_empty() {
            return Ok(kept);
        }
        let platform = tx.platform().await?;
        let ids: Vec<_> = stopped.iter().map(|one| one.id).collect();
        let apps: BTreeSet<_> = stopped.iter().map(|one| one.app).collect();
        kept.stops = platform.stops_of(&ids).await?;
        kept.suspensions = platform.suspensions().of(&apps.into_iter().collect::<Vec<_>>()).await?;
        let people = kept.stops.values().flatten().filter_map(|stop| stop.person);
        let people = people.chain(stopped.iter().map(|one| one.decided_by));
        kept.names = platform.people().names(people.collect::<BTreeSet<_>>()).await?;
        Ok(kept)
    }

    /// What is kept about the stops of connections, whatever the tenant.
    pub(crate) async fn stops_of_any(&self, tx: &mut Tx, connections: &[Connection]) -> Result<Kept, Error> {
        let connected: Vec<_> =
            connections.iter().filter(|one| one.is_connected()).map(|one| one.id).collect();
        let platform = tx.platform().await?;
        let credentials = platform.credentials().of_connections(&connected).await?;
        let ids: Vec<_> = credentials.iter().map(|credential| credential.id).collect();
        let secrets = platform.secrets().of(&ids).await?;
        self.stops_of(tx, connections, &credentials, &secrets).await
    }

    pub(crate) fn stops_view(
        &self,
        connection: &Connection,
        kept: &Kept,
        reader: &Reader<'_>,
    ) -> Vec<stops::Stop> {
        let leaked = || kept.leaks.get(&connection.id).map(|at| bare(StoppedBy::LeakedSecret, Some(*at)));
        match state_at(connection, self.now()) {
            ConnectionState::Active => leaked().into_iter().collect(),
            ConnectionState::Paused { by } => {
                let pauses = by.into_iter().map(|by| self.pause_view(connection, by, kept, reader));
                pauses.chain(leaked()).collect()
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
        let told = stops::Stop {
            reason: stop.and_then(|stop| stop.reason.clone()),
            ..bare(by.into(), stop.map(|stop| stop.at))
        };
        let person = |id: Option<PersonId>| {
            let who = id.and_then(|id| kept.names.get(&id).cloned());
            stops::Stop { who, person_id: id, ..told.clone() }
        };
        let other = |name: &str| stops::Stop { who: Some(name.to_owned()), ..told.clone() };
        match (by, reader) {
            (PausedBy::Platform, _) => {
                let suspension = kept.suspensions.get(&connection.app);
                stops::Stop {
                    at: suspension.map(|suspension| suspension.at),
                    reason: suspension.map(|suspension| suspension.reason.clone()),
                    ask: self.platform_contact(),
                    ..told
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

    /// The reason of a pause as it was typed; none where nothing was.
    pub(crate) fn pause_reason(&self, request: &stops::Pause) -> Result<Option<String>, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason, 0..=500);
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

/// When the last secret of each was reported, where none is left that works.
fn leaks(credentials: &[Credential], secrets: &[Secret]) -> HashMap<ConnectionId, Timestamp> {
    let leak = |credential: &Credential| {
        let CredentialOwner::Connection(id) = credential.owner else { return None };
        let own = secrets.iter().filter(|secret| secret.credential == credential.id);
        let reported = own.map(|secret| secret.reported_at).collect::<Option<Vec<_>>>()?;
        Some((id, reported.into_iter().max()?))
    };
    credentials.iter().filter_map(leak).collect()
}
