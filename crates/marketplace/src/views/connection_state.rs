//! The state of a connection at a given time.

use std::collections::BTreeSet;

use model::{
    Timestamp,
    connection::{Connection, ConnectionState, PausedBy},
};

/// The state as people see it: a connection whose end date has come is paused by it, though no row was written.
pub(crate) fn state_at(connection: &Connection, now: Timestamp) -> ConnectionState {
    if !connection.is_connected() || connection.ends_at.is_none_or(|end| now < end) {
        return connection.state.clone();
    }
    let mut by: BTreeSet<PausedBy> = pauses(&connection.state).into_iter().collect();
    by.insert(PausedBy::EndDate);
    ConnectionState::Paused { by }
}

pub(crate) fn pauses(state: &ConnectionState) -> Vec<PausedBy> {
    match state {
        ConnectionState::Paused { by } => by.iter().copied().collect(),
        _ => Vec::new(),
    }
}

/// Why the tenant said no.
pub(crate) fn reason(state: ConnectionState) -> Option<String> {
    match state {
        ConnectionState::Declined { reason } | ConnectionState::Blocked { reason } => Some(reason),
        ConnectionState::Awaiting
        | ConnectionState::Active
        | ConnectionState::Paused { .. }
        | ConnectionState::Deleted => None,
    }
}
