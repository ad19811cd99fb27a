//! The platform operator's hold over apps.

use model::{
    app::{App, AppState},
    audit::{Actor, AuditAction, AuditChain},
    connection::{Connection, PausedBy},
    ids::AppId,
};
use store::{Tx, apps::AppOfPublisher, changes::Change};
use wire::{
    operator::{self, SuspendApp},
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, Operator,
    checks::Checks,
    history::Deed,
    listing::{listing, page},
};

/// Whom a tenant reads of when the platform acted.
const PLATFORM: &str = "The platform";

impl Marketplace {
    pub async fn apps_for_operator(
        &self,
        _: &By<Operator>,
        query: PageQuery,
    ) -> Result<Page<operator::App>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let mut tx = self.store().read().await?;
        let listed = tx.platform().await?.apps().list(&listing).await?;
        Ok(page(listed, |found| found.app.id, view))
    }

    /// Pauses every connection of the app and keeps tenants from allowing it, until it is restored.
    pub async fn suspend_app(
        &self,
        by: &By<Operator>,
        app: AppId,
        request: SuspendApp,
    ) -> Result<operator::App, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason, 1..=500);
        checks.finish()?;
        let mut tx = self.store().begin().await?;
        let app = tx.platform().await?.apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Published {
            return Err(Error::Conflict(format!("An app that is {} cannot be suspended.", app.state)));
        }
        let deed = Deed::new(AuditAction::AppSuspended, app.id, &app.details.name).app(app.id).detail(reason);
        self.set_state(tx, by, App { state: AppState::Suspended, ..app }, deed).await
    }

    pub async fn restore_app(&self, by: &By<Operator>, app: AppId) -> Result<operator::App, Error> {
        let mut tx = self.store().begin().await?;
        let app = tx.platform().await?.apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Suspended {
            return Err(Error::Conflict("Only a suspended app can be restored.".into()));
        }
        let deed = Deed::new(AuditAction::AppRestored, app.id, &app.details.name).app(app.id);
        self.set_state(tx, by, App { state: AppState::Published, ..app }, deed).await
    }

    async fn set_state(
        &self,
        mut tx: Tx,
        by: &By<Operator>,
        app: App,
        deed: Deed,
    ) -> Result<operator::App, Error> {
        let app = tx.platform().await?.apps().update(&App { updated_at: self.now(), ..app }).await?;
        let held = self.hold_connections(&mut tx, &app).await?;
        let platform = tx.platform().await?;
        let connections = platform.apps().count_connections(app.id).await?;
        let publisher = platform.publishers().get(app.publisher).await?.ok_or(Error::NotFound)?;
        // Rows, then histories, then changes: every transaction takes its locks in this order.
        self.record(&mut tx, AuditChain::Platform, by, deed).await?;
        self.tell_tenants(&mut tx, by, &app, &held).await?;
        let changes: Vec<_> = held.iter().map(Change::from).collect();
        tx.platform().await?.all_changed(&changes, self.now()).await?;
        tx.commit().await?;
        Ok(view(AppOfPublisher { app, publisher_name: publisher.name, connections }))
    }

    /// Puts the platform's pause on each connection, or lifts it; those that it changed.
    async fn hold_connections(&self, tx: &mut Tx, app: &App) -> Result<Vec<Connection>, Error> {
        let hold = if app.state == AppState::Suspended { Connection::pause } else { Connection::resume };
        let connections = tx.platform().await?.connections();
        let mut held = Vec::new();
        for before in connections.lock_connected(app.id).await? {
            // One that has, or lacks, the platform's pause already stays as it is.
            let Ok(after) = hold(before, PausedBy::Platform, self.now()) else { continue };
            held.push(connections.update(&after).await?);
        }
        Ok(held)
    }

    /// Each tenant reads of it in its own history. The entry names no app, so that the publisher, who reads of the
    /// suspension itself, does not read of each tenant too.
    async fn tell_tenants(
        &self,
        tx: &mut Tx,
        by: &By<Operator>,
        app: &App,
        held: &[Connection],
    ) -> Result<(), Error> {
        let action = if app.state == AppState::Suspended {
            AuditAction::ConnectionPaused
        } else {
            AuditAction::ConnectionResumed
        };
        let actor = Actor::Person { id: by.person().id, name: PLATFORM.to_owned() };
        let deed = |connection: &Connection| {
            let deed = Deed::new(action, connection.id, &app.details.name).connection(connection.id);
            (AuditChain::Tenant(connection.tenant), deed)
        };
        self.record_all(tx, &actor, held.iter().map(deed).collect()).await
    }
}

fn view(found: AppOfPublisher) -> operator::App {
    let AppOfPublisher { app, publisher_name, connections } = found;
    operator::App {
        id: app.id,
        name: app.details.name,
        summary: app.details.summary,
        publisher_id: app.publisher,
        publisher_name,
        state: app.state,
        visibility: app.details.visibility,
        latest_version: app.latest_version,
        connections,
        updated_at: app.updated_at,
    }
}
