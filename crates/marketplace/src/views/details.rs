//! The details of an app that admins read: decisions are bound to them, and each connected tenant learns of later
//! changes.

use model::{
    app::{App, Detail, DetailChange},
    audit::{self, Actor, AuditAction, AuditChain},
    connection::Connection,
};
use store::Shared;
use wire::problem;

use crate::errors::Error;
use crate::service::Marketplace;
use crate::work::{Event, Work};

impl Marketplace {
    /// Each connected tenant reads of it in its own history, in the publisher's name or the platform's. The entry names no app, so that
    /// the publisher does not read of each tenant.
    pub(crate) fn tell_of_details<S>(
        work: &mut Work<S>,
        actor: &Actor,
        app: &App,
        changes: &[DetailChange],
        connected: &[Connection],
    ) {
        if changes.is_empty() {
            return;
        }
        let detail = audit::Detail::DetailsChanged { changes: changes.iter().map(Into::into).collect() };
        for connection in connected {
            let event = Event::new(AuditAction::AppDetailsChanged, connection.id, &app.details.name);
            let event = event.connection(connection.id).detail(detail.clone());
            work.record_for_as(actor, AuditChain::Tenant(connection.tenant), event);
        }
    }
}

/// # Errors
/// `DetailsChanged` unless these are the details as they are.
pub(crate) async fn on_screen(shared: Shared<'_>, app: &App, details_revision: u32) -> Result<(), Error> {
    if details_revision == app.details_revision {
        return Ok(());
    }
    let changes = shared.detail_changes(app.id, details_revision, Detail::ALL).await?;
    Err(Error::DetailsChanged(changes.into_iter().map(view).collect()))
}

/// What stands on the connection until an admin has seen it.
pub(crate) async fn unseen(
    shared: Shared<'_>,
    app: &App,
    connection: &Connection,
) -> Result<Vec<problem::DetailChange>, Error> {
    if !connection.is_connected() || connection.details_seen >= app.details_revision {
        return Ok(Vec::new());
    }
    let identifying: Vec<_> = Detail::ALL.iter().copied().filter(|detail| detail.identifies()).collect();
    let changes = shared.detail_changes(app.id, connection.details_seen, &identifying).await?;
    Ok(changes.into_iter().map(view).collect())
}

fn view(change: DetailChange) -> problem::DetailChange {
    let DetailChange { detail, before, after, at } = change;
    problem::DetailChange { detail, before, after, at }
}
