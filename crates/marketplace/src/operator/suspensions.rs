//! Suspensions of apps by the platform operator.

use std::collections::HashMap;

use model::{
    app::{App, AppState},
    audit::{Actor, AuditAction, AuditChain, PLATFORM},
    connection::{Connection, PausedBy},
    ids::AppId,
};
use store::{Platform, Shared, apps::AppOfPublisher, stops::Suspension};
use wire::{
    operator::{self, SuspendApp},
    page::{Page, PageQuery},
    stops,
};

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::Checks;
use crate::requests::listing::{listing, page};
use crate::service::Apps;
use crate::views::looks::{Likeness, likenesses};
use crate::work::{Event, Work};

impl Apps<'_> {
    pub async fn list(self, _: &By<Operator>, query: PageQuery) -> Result<Page<operator::App>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let tx = self.inner.store().read().await?;
        let mut listed = tx.shared().apps().list(&listing).await?;
        let items = std::mem::take(&mut listed.items);
        let views = self.views(tx.shared(), items).await?;
        Ok(page(listed.with(views), |app| app.id, |app| app))
    }

    /// Pauses every connection of the app and keeps tenants from allowing it, until it is restored.
    pub async fn suspend(
        self,
        by: &By<Operator>,
        app: AppId,
        request: SuspendApp,
    ) -> Result<operator::App, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason);
        checks.finish()?;
        let work = begin!(self, by, "apps_suspend", (app, &request));
        let app = work.shared().apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Published {
            return Err(Error::Conflict(format!("An app that is {} cannot be suspended.", app.state)));
        }
        let (at, person) = (self.inner.now(), Some(by.person().id));
        let suspension = Suspension { at, person, reason: reason.clone() };
        work.shared().suspensions().put(app.id, suspension).await?;
        let event = Event::new(AuditAction::AppSuspended, app.id, &app.details.name).app(app.id);
        self.set_state(work, by, App { state: AppState::Suspended, ..app }, event.reason(&reason)).await
    }

    pub async fn restore(self, by: &By<Operator>, app: AppId) -> Result<operator::App, Error> {
        let work = begin!(self, by, "apps_restore", app);
        let app = work.shared().apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Suspended {
            return Err(Error::Conflict("Only a suspended app can be restored.".into()));
        }
        work.shared().suspensions().lift(app.id).await?;
        let event = Event::new(AuditAction::AppRestored, app.id, &app.details.name).app(app.id);
        self.set_state(work, by, App { state: AppState::Published, ..app }, event).await
    }

    async fn set_state(
        self,
        mut work: Work,
        by: &By<Operator>,
        app: App,
        event: Event,
    ) -> Result<operator::App, Error> {
        let platform = work.platform().await?;
        let app = platform.apps().update(&App { updated_at: self.inner.now(), ..app }).await?;
        let held = self.hold_connections(platform, &app).await?;
        let connections = platform.apps().count_connections(app.id).await?;
        let no_publisher = || Error::broken("publisher", app.publisher);
        let publisher = platform.publishers().card(app.publisher).await?.ok_or_else(no_publisher)?;
        let found = AppOfPublisher { app: app.clone(), publisher, connections };
        let view = self.views(*platform, vec![found]).await?.pop().ok_or_else(no_publisher)?;
        let reason = view.suspension.as_ref().map(|suspension| suspension.reason.as_str());
        tell_tenants(&mut work, by, &app, &held, reason);
        work.record(event).finish(view).await
    }

    /// Puts the platform's pause on each connection, or lifts it; those that it changed.
    async fn hold_connections(self, platform: Platform<'_>, app: &App) -> Result<Vec<Connection>, Error> {
        let hold = if app.state == AppState::Suspended { Connection::pause } else { Connection::resume };
        let connections = platform.connections();
        let mut held = Vec::new();
        for before in connections.lock_connected(app.id).await? {
            // One that has, or lacks, the platform's pause already stays as it is.
            let Ok(after) = hold(before.clone(), PausedBy::Platform, self.inner.now()) else { continue };
            held.push(connections.update(&before, &after).await?);
        }
        Ok(held)
    }

    /// As operators read them, with the name of who did it.
    async fn suspensions_of(
        self,
        shared: Shared<'_>,
        apps: &[AppId],
    ) -> Result<HashMap<AppId, stops::Suspension>, Error> {
        let found = shared.suspensions().of(apps).await?;
        let names = shared.people().names(found.values().filter_map(|one| one.person)).await?;
        let view = |(app, one): (AppId, Suspension)| {
            let by = one.person.and_then(|person| names.get(&person).cloned());
            (app, stops::Suspension { by, ..self.inner.suspension_view(one) })
        };
        Ok(found.into_iter().map(view).collect())
    }

    async fn views(self, shared: Shared<'_>, apps: Vec<AppOfPublisher>) -> Result<Vec<operator::App>, Error> {
        let suspended: Vec<_> = apps.iter().map(|found| found.app.id).collect();
        let suspensions = self.suspensions_of(shared, &suspended).await?;
        let pairs: Vec<_> = apps.iter().map(|found| (&found.app, &found.publisher)).collect();
        let likenesses = likenesses(shared, &self.inner.0.settings.platform_name, &pairs).await?;
        let with = |(found, likeness): (AppOfPublisher, Likeness)| view(found, &suspensions, &likeness);
        Ok(apps.into_iter().zip(likenesses).map(with).collect())
    }
}

/// Each tenant reads of it in its own history, and nodes load its clients again. The event names no app, so that the
/// publisher, who reads of the suspension itself, does not read of each tenant too.
fn tell_tenants(work: &mut Work, by: &By<Operator>, app: &App, held: &[Connection], reason: Option<&str>) {
    let action = if app.state == AppState::Suspended {
        AuditAction::ConnectionPaused
    } else {
        AuditAction::ConnectionResumed
    };
    let actor = Actor::Person { id: by.person().id, name: PLATFORM.to_owned() };
    for connection in held {
        let event = Event::new(action, connection.id, &app.details.name).connection(connection.id);
        let event = reason.into_iter().fold(event, Event::reason);
        work.record_for_as(&actor, AuditChain::Tenant(connection.tenant), event);
        work.changed(connection);
    }
}

fn view(
    found: AppOfPublisher,
    suspensions: &HashMap<AppId, stops::Suspension>,
    likeness: &Likeness,
) -> operator::App {
    let AppOfPublisher { app, publisher, connections } = found;
    operator::App {
        id: app.id,
        name: app.details.name,
        summary: app.details.summary,
        publisher_id: publisher.id,
        publisher_name: publisher.name,
        name_warnings: likeness.for_operators(),
        state: app.state,
        suspension: suspensions.get(&app.id).cloned(),
        visibility: app.details.visibility,
        ai_agent: app.details.ai_agent,
        latest_version: app.latest_version,
        connections,
        updated_at: app.updated_at,
    }
}
