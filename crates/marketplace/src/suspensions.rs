//! The platform operator's hold over apps.

use std::collections::{BTreeSet, HashMap};

use model::{
    app::{App, AppState},
    audit::{Actor, AuditAction, AuditChain},
    connection::{Connection, PausedBy},
    ids::AppId,
};
use store::{Tx, apps::AppOfPublisher, changes::Change, stops::Suspension};
use wire::{
    operator::{self, SuspendApp},
    page::{Page, PageQuery},
    stops,
};

use crate::{
    By, Error, Marketplace, Operator,
    checks::Checks,
    history::Deed,
    listing::{listing, page},
    looks::{Likeness, likenesses},
    once::{Making, making},
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
        let mut listed = tx.platform().await?.apps().list(&listing).await?;
        let items = std::mem::take(&mut listed.items);
        let views = self.app_views(&mut tx, items).await?;
        Ok(page(listed.with(views), |app| app.id, |app| app))
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
        let mut tx = making!(self.begin_once(by, "apps_suspend", (app, &request)));
        let app = tx.platform().await?.apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Published {
            return Err(Error::Conflict(format!("An app that is {} cannot be suspended.", app.state)));
        }
        let (at, person) = (self.now(), Some(by.person().id));
        let suspension = Suspension { at, person, reason: reason.clone() };
        tx.platform().await?.suspensions().put(app.id, suspension).await?;
        let deed = Deed::new(AuditAction::AppSuspended, app.id, &app.details.name).app(app.id);
        self.set_state(tx, by, App { state: AppState::Suspended, ..app }, deed.reason(&reason)).await
    }

    pub async fn restore_app(&self, by: &By<Operator>, app: AppId) -> Result<operator::App, Error> {
        let mut tx = making!(self.begin_once(by, "apps_restore", app));
        let app = tx.platform().await?.apps().lock(app).await?.ok_or(Error::NotFound)?;
        if app.state != AppState::Suspended {
            return Err(Error::Conflict("Only a suspended app can be restored.".into()));
        }
        tx.platform().await?.suspensions().lift(app.id).await?;
        let deed = Deed::new(AuditAction::AppRestored, app.id, &app.details.name).app(app.id);
        self.set_state(tx, by, App { state: AppState::Published, ..app }, deed).await
    }

    async fn set_state(
        &self,
        mut tx: Making,
        by: &By<Operator>,
        app: App,
        deed: Deed,
    ) -> Result<operator::App, Error> {
        let app = tx.platform().await?.apps().update(&App { updated_at: self.now(), ..app }).await?;
        let held = self.hold_connections(&mut tx, &app).await?;
        let platform = tx.platform().await?;
        let connections = platform.apps().count_connections(app.id).await?;
        let publisher = platform.publishers().get(app.publisher).await?.ok_or(Error::NotFound)?;
        let found = AppOfPublisher { app: app.clone(), publisher_name: publisher.name, connections };
        let view = self.app_views(&mut tx, vec![found]).await?.pop().ok_or(Error::NotFound)?;
        let reason = self.suspensions_of(&mut tx, &[app.id]).await?;
        let reason = reason.get(&app.id).map(|suspension| suspension.reason.clone());
        // Rows, then histories, then changes: every transaction takes its locks in this order.
        self.record(&mut tx, AuditChain::Platform, by, deed).await?;
        self.tell_tenants(&mut tx, by, &app, &held, reason.as_deref()).await?;
        let changes: Vec<_> = held.iter().map(Change::from).collect();
        tx.platform().await?.all_changed(&changes, self.now()).await?;
        tx.commit(&view).await?;
        Ok(view)
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
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let action = if app.state == AppState::Suspended {
            AuditAction::ConnectionPaused
        } else {
            AuditAction::ConnectionResumed
        };
        let actor = Actor::Person { id: by.person().id, name: PLATFORM.to_owned() };
        let deed = |connection: &Connection| {
            let deed = Deed::new(action, connection.id, &app.details.name).connection(connection.id);
            let deed = reason.into_iter().fold(deed, Deed::reason);
            (AuditChain::Tenant(connection.tenant), deed)
        };
        self.record_all(tx, &actor, held.iter().map(deed).collect()).await
    }

    /// As operators read them, with the name of who did it.
    async fn suspensions_of(
        &self,
        tx: &mut Tx,
        apps: &[AppId],
    ) -> Result<HashMap<AppId, stops::Suspension>, Error> {
        let platform = tx.platform().await?;
        let found = platform.suspensions().of(apps).await?;
        let people = found.values().filter_map(|one| one.person).collect::<BTreeSet<_>>();
        let names = platform.people().names(people).await?;
        let told = |(app, one): (AppId, Suspension)| {
            let by = one.person.and_then(|person| names.get(&person).cloned());
            (app, stops::Suspension { by, ..self.suspension_view(one) })
        };
        Ok(found.into_iter().map(told).collect())
    }

    async fn app_views(&self, tx: &mut Tx, apps: Vec<AppOfPublisher>) -> Result<Vec<operator::App>, Error> {
        let suspended: Vec<_> = apps.iter().map(|found| found.app.id).collect();
        let suspensions = self.suspensions_of(tx, &suspended).await?;
        let ids: Vec<_> = apps.iter().map(|found| found.app.publisher).collect();
        let publishers = tx.platform().await?.publishers().by_ids(&ids).await?;
        let of = |app: &App| publishers.iter().find(|publisher| publisher.id == app.publisher);
        let pairs: Vec<_> = apps.iter().filter_map(|found| Some((&found.app, of(&found.app)?))).collect();
        let likenesses = likenesses(tx, &self.0.settings.platform_name, &pairs).await?;
        let with = |(found, likeness): (AppOfPublisher, Likeness)| view(found, &suspensions, &likeness);
        Ok(apps.into_iter().zip(likenesses).map(with).collect())
    }
}

fn view(
    found: AppOfPublisher,
    suspensions: &HashMap<AppId, stops::Suspension>,
    likeness: &Likeness,
) -> operator::App {
    let AppOfPublisher { app, publisher_name, connections } = found;
    operator::App {
        id: app.id,
        name: app.details.name,
        summary: app.details.summary,
        publisher_id: app.publisher,
        publisher_name,
        name_warnings: likeness.for_operators(),
        state: app.state,
        suspension: suspensions.get(&app.id).cloned(),
        visibility: app.details.visibility,
        latest_version: app.latest_version,
        connections,
        updated_at: app.updated_at,
    }
}
