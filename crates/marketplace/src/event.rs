//! One thing that happened, as histories tell of it.

use std::fmt::Display;

use model::{
    app::App,
    audit::{Actor, AuditAction, AuditChain},
    connection::Connection,
    ids::{AppId, AuditEntryId, ConnectionId},
};
use store::audit::NewAuditEntry;

use crate::Marketplace;

/// What was done to which thing.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    action: AuditAction,
    object: String,
    object_name: String,
    app: Option<AppId>,
    connection: Option<ConnectionId>,
    detail: Option<String>,
}

impl Event {
    pub fn new(action: AuditAction, object: impl Display, name: &str) -> Self {
        let (object, object_name) = (object.to_string(), name.to_owned());
        Self { action, object, object_name, app: None, connection: None, detail: None }
    }

    /// What happened to a connection.
    pub fn of_connection(action: AuditAction, connection: &Connection, app: &App) -> Self {
        Self::new(action, connection.id, &app.details.name).app(app.id).connection(connection.id)
    }

    pub fn app(self, app: AppId) -> Self {
        Self { app: Some(app), ..self }
    }

    pub fn connection(self, connection: ConnectionId) -> Self {
        Self { connection: Some(connection), ..self }
    }

    /// One plain sentence, never a secret.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Why, in the words of whoever did it.
    pub fn reason(self, reason: &str) -> Self {
        self.detail(quoted(reason))
    }

    /// As those read it who see the events of many organisations.
    pub fn at(self, organisation: &str) -> Self {
        let detail = match &self.detail {
            Some(detail) => format!("At {organisation}. {detail}"),
            None => format!("At {organisation}"),
        };
        self.detail(detail)
    }
}

impl Marketplace {
    /// How a history tells of an event. Without an address it is somebody else's than the history's own people's.
    pub(crate) fn entry(
        &self,
        chain: AuditChain,
        actor: Actor,
        from: Option<String>,
        event: Event,
    ) -> NewAuditEntry {
        NewAuditEntry {
            id: self.new_id(AuditEntryId::new),
            chain,
            at: self.now(),
            actor,
            from,
            action: event.action,
            object: event.object,
            object_name: event.object_name,
            app: event.app,
            connection: event.connection,
            detail: event.detail,
        }
    }
}

/// What a change of a form has changed, in words: what is long by its name, the rest with both values.
pub(crate) fn changed(named: &[(&str, bool)], valued: &[(&str, String, String)]) -> String {
    let named = named.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned());
    let valued = valued.iter().filter(|(_, before, after)| before != after);
    let valued = valued.map(|(name, before, after)| format!("{name} from {before} to {after}"));
    let all: Vec<_> = named.chain(valued).collect();
    if all.is_empty() { "Nothing changed".into() } else { format!("Changed {}", all.join(", ")) }
}

/// A text that people wrote, within a sentence.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_with_its_values() {
        let values = |before: &str, after: &str| ("name", quoted(before), quoted(after));
        assert_eq!(changed(&[("sentence", false)], &[values("A", "A")]), "Nothing changed");
        assert_eq!(
            changed(&[("sentence", true), ("logo", false)], &[values("A", "B")]),
            "Changed sentence, name from “A” to “B”"
        );
    }
}
