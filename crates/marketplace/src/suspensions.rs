//! The platform operator's hold over apps.

use model::{
    app::{App, AppState},
    audit::{Actor, AuditAction, AuditChain},
    connection::PausedBy,
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
        self.record(&mut tx, AuditChain::Platform, by, deed).await?;
        self.hold_connections(&mut tx, by, &app).await?;
        let platform = tx.platform().await?;
        let connections = platform.apps().count_connections(app.id).await?;
        let publisher = platform.publishers().get(app.publisher).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(view(AppOfPublisher { app, publisher_name: publisher.name, connections }))
    }

    /// Puts the platform's pause on each connection, or lifts it; each tenant reads of it in its own history.
    async fn hold_connections(&self, tx: &mut Tx, by: &By<Operator>, app: &App) -> Result<(), Error> {
        let now = self.now();
        let suspended = app.state == AppState::Suspended;
        let actor = Actor::Person { id: by.person().id, name: PLATFORM.to_owned() };
        let mut held = Vec::new();
        for before in tx.platform().await?.connections().lock_connected(app.id).await? {
            let (after, action) = if suspended {
                (before.pause(PausedBy::Platform, now), AuditAction::ConnectionPaused)
            } else {
                (before.resume(PausedBy::Platform, now), AuditAction::ConnectionResumed)
            };
            // A connection that has, or lacks, the platform's pause already stays as it is.
            let Ok(after) = after else { continue };
            held.push((tx.platform().await?.connections().update(&after).await?, action));
        }
        // Rows, then histories, then changes: every transaction takes its locks in this order. The entry names no app,
        // so that the publisher, who reads of the suspension itself, does not read of each tenant too.
        for (connection, action) in &held {
            let deed = Deed::new(*action, connection.id, &app.details.name).connection(connection.id);
            self.record_as(tx, AuditChain::Tenant(connection.tenant), actor.clone(), None, deed).await?;
        }
        for (connection, _) in &held {
            let change = Change::Connection(connection.tenant, connection.id);
            tx.platform().await?.changed(change, now).await?;
        }
        Ok(())
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
