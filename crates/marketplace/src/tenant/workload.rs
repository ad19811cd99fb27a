//! Moving a connection from its secret to the identity of its app's platform.

use model::{
    audit::{AuditAction, Detail},
    ids::ConnectionId,
};
use store::{Tenanted, clients::Client, connections::ConnectionOfApp};
use wire::{
    admin,
    workload::{MOST_SILENT_DAYS, SecretRetirement},
};

use super::connection_view::InHand;
use crate::clients::workloads::in_force;
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, begin};
use crate::service::TenantConnections;
use crate::work::Event;

impl TenantConnections<'_> {
    /// Destroys the connection's secrets. Tokens from before stay: by then the app gets its tokens by its platform's
    /// identity, and none of its calls may fail.
    pub async fn retire_secret(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_retire_secret", id);
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let client = moving(rows, &found).await?;
        if client.credential.workload_last_used_at.is_none() {
            return Err(conflict(
                "The app has not signed in with its platform's identity yet. Without the secret it would get no tokens.",
            ));
        }
        rows.secrets().remember(client.credential.id, Some(by.person().id), self.inner.now()).await?;
        rows.credentials().retire_secrets(&client.credential).await?;
        work.changed(&found.connection);
        let hints = client.secrets.iter().map(|secret| secret.hint.clone()).collect();
        let detail = Detail::SecretRetired { hints, silent_days: None };
        let event = Event::of_connection(AuditAction::SecretRetired, &found.connection, &found.app);
        let event = event.detail(detail);
        let view = self.inner.connection_view(&mut work, by, found, InHand::default()).await?;
        work.record(event).finish(view).await
    }

    /// When the secret is retired by itself. The node's housekeeping looks after it.
    pub async fn set_secret_retirement(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: SecretRetirement,
    ) -> Result<admin::Connection, Error> {
        let after_days = request.days;
        if after_days.is_some_and(|days| !(1..=MOST_SILENT_DAYS).contains(&days)) {
            return Err(Error::field("days", format!("Use 1 to {MOST_SILENT_DAYS} days.")));
        }
        let mut work = begin!(self, by, "connections_set_secret_retirement", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let client = moving(rows, &found).await?;
        if client.credential.secret_retires_after_days != request.before {
            return Err(Error::LostRace);
        }
        rows.credentials().set_retirement(client.credential.id, after_days).await?;
        let action = AuditAction::ConnectionSecretRetirementSet;
        let event = Event::of_connection(action, &found.connection, &found.app);
        let event = event.detail(Detail::SecretRetirement { after_days });
        let view = self.inner.connection_view(&mut work, by, found, InHand::default()).await?;
        work.record(event).finish(view).await
    }
}

/// The client of a connection that has both ways in.
async fn moving(rows: Tenanted<'_>, found: &ConnectionOfApp) -> Result<Client, Error> {
    let ConnectionOfApp { connection, app, .. } = found;
    if !connection.is_connected() {
        return Err(conflict("This connection has no secret: it is neither active nor disabled."));
    }
    let accepted = rows.shared().app_versions().get(app.id, connection.version).await?;
    if in_force(rows.shared(), app, accepted.as_ref()).await?.is_none() {
        return Err(conflict(
            "The app has no other way to get tokens than its secret. Regenerate it, or disable the connection.",
        ));
    }
    let client = rows.clients_of(&[connection.id]).await?.pop();
    let client = client.ok_or_else(|| Error::broken("credential of connection", connection.id))?;
    if client.secrets.is_empty() {
        return Err(conflict("There is no secret to retire."));
    }
    Ok(client)
}

fn conflict(message: &str) -> Error {
    Error::Conflict(message.to_owned())
}
