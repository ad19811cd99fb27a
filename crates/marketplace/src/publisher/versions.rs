//! Versions of an app: immutable, numbered, each a request for scopes. Dropping a scope narrows every connection at once.

use std::collections::BTreeSet;

use ipnet::IpNet;
use model::{
    app::{App, AppState, AppVersion, HandOver, RequestedScope},
    audit::{Actor, AuditAction, AuditChain, Detail},
    connection::Connection,
    ids::AppId,
    scope::ScopeSet,
};
use store::{Shared, Tx};
use wire::{
    developer::{self, PublishVersion, WantedScope},
    page::{Page, PageQuery},
};

use super::apps::version_views;
use super::developer::own_app;
use crate::clients::askable::Askable;
use crate::clients::networks;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::Checks;
use crate::requests::listing::{checked_limit, page};
use crate::service::Versions;
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

    /// Publishes the next version. Connections lose at once what it no longer asks for, and gain nothing until their
    /// own admin accepts.
    pub async fn publish(
        self,
        by: &By<Developer>,
        app: AppId,
        request: PublishVersion,
    ) -> Result<developer::AppVersion, Error> {
        let mut work = begin!(self, by, "versions_publish", (app, &request));
        let app = own_app(work.shared(), by, app).await?;
        let (scopes, note, egress_networks) = checked(work.shared(), &app, &request).await?;
        if request.after_version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        self.inner.room_for_version(&app)?;
        let version = AppVersion {
            app: app.id,
            number: app.latest_version + 1,
            scopes,
            note,
            egress_networks,
            published_by: by.person().id,
            published_at: self.inner.now(),
        };
        let app = put_in(work.shared(), app, &version).await?;
        let narrowed = self.narrow(&mut work, &app, &version).await?;
        if !narrowed.is_empty() {
            let publisher = self.inner.publishers_name(work.shared(), by).await?;
            tell_of_narrowing(&mut work, &publisher, &app, &narrowed);
        }
        let (number, networks) = (version.number, version.egress_networks.clone());
        let detail = Detail::Published { version: number, scopes: version.all_scopes(), networks };
        let event = Event::new(AuditAction::AppPublished, app.id, &app.details.name).app(app.id);
        let view = version_views(work.shared(), vec![version]).await?.pop();
        let view = view.ok_or_else(|| Error::broken("newest version of app", app.id))?;
        work.record(event.detail(detail)).finish(view).await
    }

    /// Takes from every connection what the version does not ask for; what each of them lost.
    async fn narrow(
        self,
        tx: &mut Tx,
        app: &App,
        version: &AppVersion,
    ) -> Result<Vec<(Connection, ScopeSet)>, Error> {
        let still_asked = version.all_scopes();
        let connections = tx.platform().await?.connections();
        let mut narrowed = Vec::new();
        for before in connections.lock_connected(app.id).await? {
            let lost = &before.granted - &still_asked;
            if let Some(connection) = before.clone().narrow(&still_asked, self.inner.now()) {
                narrowed.push((connections.update(&before, &connection).await?, lost));
            }
        }
        Ok(narrowed)
    }
}

/// Each tenant reads of it in its own history, in the publisher's name, and its clients lose what they had.
fn tell_of_narrowing(work: &mut Work, publisher: &Actor, app: &App, narrowed: &[(Connection, ScopeSet)]) {
    for (connection, lost) in narrowed {
        let event = Event::new(AuditAction::ConnectionNarrowed, connection.id, &app.details.name)
            .app(app.id)
            .connection(connection.id)
            .detail(Detail::Narrowed { scopes: lost.clone() });
        work.record_for_as(publisher, AuditChain::Tenant(connection.tenant), event);
        work.changed(connection);
    }
}

async fn put_in(shared: Shared<'_>, app: App, version: &AppVersion) -> Result<App, Error> {
    shared.app_versions().insert(version).await?;
    let state = if app.state == AppState::Draft { AppState::Published } else { app.state };
    let next = App { state, latest_version: version.number, updated_at: version.published_at, ..app };
    Ok(shared.apps().update(&next).await?)
}

async fn checked(
    shared: Shared<'_>,
    app: &App,
    request: &PublishVersion,
) -> Result<(Vec<RequestedScope>, String, BTreeSet<IpNet>), Error> {
    let mut checks = Checks::new();
    let note = checks.text("note", &request.note);
    let networks = networks::checked(&mut checks, "egress_networks", &request.egress_networks);
    if request.scopes.is_empty() {
        checks.wrong("scopes", "Ask for at least one scope.");
    }
    let names: ScopeSet = request.scopes.iter().map(|scope| scope.name.clone()).collect();
    let askable = Askable::among(shared, &names).await?;
    let signs = app.details.hand_over == HandOver::Keyless;
    let mut seen = BTreeSet::new();
    let mut scopes = Vec::with_capacity(request.scopes.len());
    for (index, scope) in request.scopes.iter().enumerate() {
        if let Some(message) = askable.refusal(&scope.name, seen.insert(&scope.name), signs) {
            checks.wrong(format!("scopes[{index}].name"), message);
        }
        let WantedScope { name, required, reason } = scope;
        let reason = checks.text(&format!("scopes[{index}].reason"), reason);
        scopes.push(RequestedScope { name: name.clone(), required: *required, reason });
    }
    checks.finish()?;
    Ok((scopes, note, networks))
}
