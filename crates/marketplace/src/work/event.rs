//! An event: one thing that happened, before it is written into histories.

use std::fmt::Display;

use model::{
    app::App,
    audit::{Actor, AuditAction, AuditChain, Detail},
    connection::Connection,
    ids::{AppId, AuditEntryId, ConnectionId},
};
use store::audit::NewAuditEntry;

use crate::service::Marketplace;

/// What was done to which thing.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    action: AuditAction,
    object: String,
    object_name: String,
    app: Option<AppId>,
    connection: Option<ConnectionId>,
    detail: Option<Detail>,
    /// Whether it stands in histories alone.
    quiet: bool,
}

impl Event {
    pub fn new(action: AuditAction, object: impl Display, name: &str) -> Self {
        let (object, object_name) = (object.to_string(), name.to_owned());
        Self { action, object, object_name, app: None, connection: None, detail: None, quiet: false }
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

    /// No one hears of it elsewhere: it stands in histories alone.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    pub const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Never a secret.
    pub fn detail(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// Why, in the words of whoever did it.
    pub fn reason(self, reason: &str) -> Self {
        self.detail(Detail::Reason { reason: reason.to_owned() })
    }

    /// As those read it who see the events of many organisations.
    pub fn at(mut self, organisation: &str) -> Self {
        let detail = self.detail.take().map(Box::new);
        self.detail(Detail::At { organisation: organisation.to_owned(), detail })
    }
}

impl Marketplace {
    /// How a history tells of an event. Without an address it was caused by another than the history's own people.
    pub(crate) fn entry(
        &self,
        chain: AuditChain,
        actor: Actor,
        from: Option<String>,
        event: Event,
    ) -> NewAuditEntry {
        let at = self.now();
        NewAuditEntry {
            // Histories are filtered by the time that the id begins with.
            id: self.id_at(at, AuditEntryId::new),
            chain,
            at,
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
