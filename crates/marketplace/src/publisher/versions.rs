//! Versions of an app: immutable, numbered, each a request for scopes. Dropping a scope narrows every connection at once.

use std::collections::BTreeSet;

use model::{
    Timestamp,
    app::{App, AppState, AppVersion},
    audit::{Actor, AuditAction, AuditChain, Detail},
    connection::Connection,
    generation,
    ids::AppId,
    scope::ScopeSet,
};
use store::{Shared, Tx};
use wire::{
    developer::{self, PublishVersion},
    page::{Page, PageQuery},
};

use super::apps::version_views;
use super::asked::{Asked, Sent};
use super::developer::own_app;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::{checked_limit, page};
use crate::service::Versions;
use crate::views::workload::words_of;
use crate::work::{Event, Work};

impl Versions<'_> {
    /// Newest first; the cursor is a version's number. `q` is not looked at: versions have no names.
    pub async fn list(
        self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
    ) -> Result<Page<developer::AppVersion>, Error> {
        let limit = checked_limit(&query)?;
        let foreign = |_| Error::field("cursor", "This cursor does not come from this list.");
        let before = query.cursor.map(|cursor| cursor.parse().map_err(foreign)).transpose()?;
        let tx = self.inner.store().read().await?;
        let found = tx.shared().apps().get(app).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let mut listed = tx.shared().app_versions().list(app, before, limit.into()).await?;
        let views = version_views(tx.shared(), std::mem::take(&mut listed.items)).await?;
        Ok(page(listed.with(views), |version| version.number, |version| version))
    }

    /// Publishes the next version. Connections lose at once what it no longer asks for, and the workload identity where
    /// it has none, and gain nothing until their own admin accepts.
    pub async fn publish(
        self,
        by: &By<Developer>,
        app: AppId,
        request: PublishVersion,
    ) -> Result<developer::AppVersion, Error> {
        let mut work = begin!(self, by, "versions_publish", (app, &request));
        let app = own_app(work.shared(), by, app).await?;
        let asked = Asked::checked(work.shared(), &app, &Sent::from(&request)).await?;
        if request.after_version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        let newest = newest(work.shared(), &app).await?;
        if newest.as_ref().is_some_and(|newest| asked.is_that_of(newest)) {
            return Err(unchanged(app.latest_version));
        }
        self.inner.room_for_version(&app)?;
        let version = asked.version(&app, by.person().id, self.inner.now());
        let losing = losing_workload(work.shared(), &app, newest.as_ref(), &version).await?;
        work.shared().app_drafts().discard(app.id).await?;
        let app = put_in(work.shared(), app, &version).await?;
        let narrowed = self.narrow(&mut work, &app, &version, &losing).await?;
        if !narrowed.is_empty() {
            let publisher = self.inner.publishers_name(work.shared(), by).await?;
            tell_of_narrowing(&mut work, &publisher, &app, &narrowed);
        }
        let workload = words_of(work.shared(), version.workload.as_ref()).await?;
        let (number, networks) = (version.number, version.egress_networks.clone());
        let detail = Detail::Published { version: number, scopes: version.all_scopes(), networks, workload };
        let event = Event::new(AuditAction::AppPublished, app.id, &app.details.name).app(app.id);
        let view = version_views(work.shared(), vec![version]).await?.pop();
        let view = view.ok_or_else(|| Error::broken("newest version of app", app.id))?;
        work.record(event.detail(detail)).finish(view).await
    }

    /// Takes from every connection what the version does not ask for, and the workload identity from those whose version
    /// is among `without`; what each of them lost.
    async fn narrow(
        self,
        tx: &mut Tx,
        app: &App,
        version: &AppVersion,
        without: &BTreeSet<u32>,
    ) -> Result<Vec<Narrowed>, Error> {
        let still_asked = version.all_scopes();
        let connections = tx.platform().await?.connections();
        let mut narrowed = Vec::new();
        for before in connections.lock_connected(app.id).await? {
            let (scopes, workload) = (&before.granted - &still_asked, without.contains(&before.version));
            let now = self.inner.now();
            let lesser = before.clone().narrow(&still_asked, now);
            if let Some(after) = lesser.or_else(|| workload.then(|| revoked(before.clone(), now))) {
                let connection = connections.update(&before, &after).await?;
                narrowed.push(Narrowed { connection, scopes, workload });
            }
        }
        Ok(narrowed)
    }
}

/// A connection that a version has narrowed.
struct Narrowed {
    connection: Connection,
    /// What it no longer may.
    scopes: ScopeSet,
    /// Whether its clients no longer sign in by their platform's identity.
    workload: bool,
}

/// Tokens from before are revoked.
fn revoked(connection: Connection, at: Timestamp) -> Connection {
    let generation = generation::next(connection.generation, at);
    Connection { generation, updated_at: at, ..connection }
}

/// The app's newest version, where it has one.
pub(super) async fn newest(shared: Shared<'_>, app: &App) -> Result<Option<AppVersion>, Error> {
    if app.latest_version == 0 {
        return Ok(None);
    }
    let newest = shared.app_versions().get(app.id, app.latest_version).await?;
    newest.map(Some).ok_or_else(|| Error::broken("newest version of app", app.id))
}

fn unchanged(newest: u32) -> Error {
    let message = format!(
        "This asks for exactly what version {newest} asks for. Change a scope, a need, a reason, a network or the workload first."
    );
    Error::field("scopes", message)
}

/// Versions whose connections sign in as workloads until this next version, which names none. Those that a version in
/// between took it from do not: it comes back only with a version that their admin accepts.
pub(super) async fn losing_workload(
    shared: Shared<'_>,
    app: &App,
    newest: Option<&AppVersion>,
    next: &AppVersion,
) -> Result<BTreeSet<u32>, Error> {
    if next.workload.is_some() || newest.is_none_or(|newest| newest.workload.is_none()) {
        return Ok(BTreeSet::new());
    }
    let newest_first = shared.app_versions().list(app.id, None, app.latest_version.into()).await?.items;
    let naming = newest_first.into_iter().take_while(|version| version.workload.is_some());
    Ok(naming.map(|version| version.number).collect())
}

/// Each tenant reads of it in its own history, in the publisher's name, and its clients lose what they had.
fn tell_of_narrowing(work: &mut Work, publisher: &Actor, app: &App, narrowed: &[Narrowed]) {
    for Narrowed { connection, scopes, workload } in narrowed {
        let scopes = (!scopes.is_empty()).then(|| Detail::Narrowed { scopes: scopes.clone() });
        for detail in scopes.into_iter().chain(workload.then_some(Detail::WorkloadDropped)) {
            let event = Event::of_connection(AuditAction::ConnectionNarrowed, connection, app).detail(detail);
            work.record_for_as(publisher, AuditChain::Tenant(connection.tenant), event);
        }
        work.changed(connection);
    }
}

async fn put_in(shared: Shared<'_>, app: App, version: &AppVersion) -> Result<App, Error> {
    shared.app_versions().insert(version).await?;
    let state = if app.state == AppState::Draft { AppState::Published } else { app.state };
    let next = App { state, latest_version: version.number, updated_at: version.published_at, ..app };
    Ok(shared.apps().update(&next).await?)
}
