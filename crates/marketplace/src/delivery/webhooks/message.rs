//! The bodies of messages to webhooks.

use model::{
    Timestamp,
    connection::Connection,
    environment::Environment,
    ids::{AppId, WebhookId},
    webhook_event::WebhookEvent,
};
use wire::webhooks::{MESSAGE_VERSION, WebhookConnection, WebhookData, WebhookMessage};

use crate::errors::Error;
use crate::views::connection_state::{pauses, state_at};

/// The same for every webhook: what each reader of the event may know. JSON.
pub(super) fn body(
    event: WebhookEvent,
    timestamp: Timestamp,
    sequence: u64,
    data: WebhookData,
) -> Result<String, Error> {
    let version = MESSAGE_VERSION.to_owned();
    let message = WebhookMessage { event, version, timestamp, sequence, data };
    serde_json::to_string(&message).map_err(Error::internal)
}

pub(super) fn event_data(
    object: &str,
    app_id: Option<AppId>,
    found: Option<&(Connection, Environment)>,
    now: Timestamp,
) -> WebhookData {
    let connection = found.map(|(connection, kind)| view(connection, *kind, now));
    WebhookData { id: object.to_owned(), app_id, connection }
}

/// What someone gets who tries a webhook.
pub(crate) fn test_body(webhook: WebhookId, now: Timestamp) -> Result<String, Error> {
    let data = WebhookData { id: webhook.to_string(), app_id: None, connection: None };
    body(WebhookEvent::WebhookTest, now, 0, data)
}

fn view(connection: &Connection, kind: Environment, now: Timestamp) -> WebhookConnection {
    let state = state_at(connection, now);
    WebhookConnection {
        id: connection.id,
        app_id: connection.app,
        tenant_id: connection.tenant,
        kind,
        state: state.name(),
        paused_by: pauses(&state),
        version: connection.version,
        granted: connection.granted.iter().cloned().collect(),
        ends_at: connection.ends_at,
        updated_at: connection.updated_at,
    }
}
