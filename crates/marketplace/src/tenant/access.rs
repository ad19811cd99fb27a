//! Edits the access of a connection, with the credentials that it has.

use model::{
    app::App,
    audit::{Access, AuditAction, Detail},
    connection::{Connection, InvalidTransition, NewAccess},
    ids::ConnectionId,
    receipt::Decision,
    scope::ScopeSet,
};
use store::{Shared, app_versions::VersionInWords, connections::ConnectionOfApp};
use wire::{access::EditAccess, admin};

use super::connection_view::InHand;
use super::receipts::{Decided, Said};
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, begin};
use crate::requests::same_revision;
use crate::service::TenantConnections;
use crate::work::Event;

const NOTHING_LEFT: &str = "Leave at least one scope. To end all access, disable or delete the connection.";

impl TenantConnections<'_> {
    /// Optional scopes of the version that it has are given or taken back, and its end is set.
    pub async fn edit_access(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: EditAccess,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_edit_access", (id, &request));
        let app = work.within(by.tenant()).await?.connections().app_of(id).await?.ok_or(Error::NotFound)?;
        let app = work.shared().apps().lock_shared(app).await?.ok_or_else(|| Error::broken("app", app))?;
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let before = &found.connection;
        if !before.is_connected() {
            return Err(InvalidTransition { state: before.state.name(), verb: "edited" }.into());
        }
        same_revision(request.revision, before.revision)?;
        let ends_at = self.inner.end_moved(before.ends_at, request.ends_at)?;
        let (accepted, still_asked) = versions(rows.shared(), before, &app).await?;
        let optional: ScopeSet = request.optional_scopes.into_iter().collect();
        let access = NewAccess { optional: &optional, ends_at };
        let (person, now) = (by.person().id, self.inner.now());
        let after = before.clone().edit(&accepted.version, &still_asked, access, person, now)?;
        if after.granted.is_empty() {
            return Err(Error::field("optional_scopes", NOTHING_LEFT));
        }
        let connection = rows.connections().update(before, &after).await?;
        self.inner.count_scopes_of(rows, before, &connection).await?;
        let detail = Detail::AccessChanged { before: held(before), after: held(&connection) };
        work.changed(&connection);
        let (decision, publisher) = (Decision::Edited, &found.publisher);
        let (asked, said) = (&accepted, Said::default());
        let decided = Decided { decision, connection: &connection, app: &app, publisher, asked, said };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let event =
            Event::of_connection(AuditAction::ConnectionAccessChanged, &connection, &app).detail(detail);
        let edited = ConnectionOfApp { connection, app, publisher: found.publisher };
        let in_hand = InHand { version: Some(accepted), ..InHand::default() };
        let view = self.inner.connection_view(&mut work, by, edited, in_hand).await?;
        work.record(event).finish(view).await
    }
}

fn held(connection: &Connection) -> Access {
    Access { name: None, scopes: connection.granted.clone(), until: connection.ends_at }
}

/// The version that the connection has, and what the app's newest one asks for.
async fn versions(
    shared: Shared<'_>,
    connection: &Connection,
    app: &App,
) -> Result<(VersionInWords, ScopeSet), Error> {
    let versions = shared.app_versions();
    let accepted = versions.get_in_words(app.id, connection.version).await?;
    let accepted = accepted.ok_or_else(|| Error::broken("version of connection", connection.id))?;
    if connection.version == app.latest_version {
        let asked = accepted.version.all_scopes();
        return Ok((accepted, asked));
    }
    let newest = versions.get(app.id, app.latest_version).await?;
    let newest = newest.ok_or_else(|| Error::broken("newest version of app", app.id))?;
    Ok((accepted, newest.all_scopes()))
}
