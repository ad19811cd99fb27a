//! Versions of an app: immutable, numbered, each a request for scopes. Dropping a scope narrows every connection at once.

use std::collections::BTreeSet;

use ipnet::IpNet;
use model::{
    app::{App, AppState, AppVersion, HandOver, RequestedScope},
    audit::{Actor, AuditAction, AuditChain},
    connection::Connection,
    ids::AppId,
    scope::{ScopeName, ScopeSet},
};
use store::{Tx, changes::Change};
use wire::{
    developer::{self, PublishVersion, WantedScope},
    page::{Page, PageQuery},
};

use crate::{
    By, Developer, Error, Marketplace, PublisherMember,
    apps::own_app,
    askable::Askable,
    checks::Checks,
    history::Deed,
    listing::{checked_limit, page},
    networks,
    once::making,
};

impl Marketplace {
    /// Newest first; the cursor is a version's number. `q` is not looked at: versions have no names.
    pub async fn versions(
        &self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
    ) -> Result<Page<developer::AppVersion>, Error> {
        let limit = checked_limit(&query)?;
        let foreign = |_| Error::field("cursor", "This cursor does not come from this list.");
        let before = query.cursor.map(|cursor| cursor.parse().map_err(foreign)).transpose()?;
        let mut tx = self.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.apps().get(app).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let mut listed = platform.app_versions().list(app, before, limit.into()).await?;
        let views = self.version_views(&mut tx, std::mem::take(&mut listed.items)).await?;
        Ok(page(listed.with(views), |version| version.number, |version| version))
    }

    /// Publishes the next version. Connections lose at once what it no longer asks for, and gain nothing until their
    /// own admin accepts.
    pub async fn publish_version(
        &self,
        by: &By<Developer>,
        app: AppId,
        request: PublishVersion,
    ) -> Result<developer::AppVersion, Error> {
        let mut tx = making!(self.begin_once(by, "versions_publish", (app, &request)));
        let app = own_app(&mut tx, by, app).await?;
        let (scopes, note, egress_networks) = checked(&mut tx, &app, &request).await?;
        if request.after_version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        self.room_for_version(&app)?;
        let version = AppVersion {
            app: app.id,
            number: app.latest_version + 1,
            scopes,
            note,
            egress_networks,
            published_by: by.person().id,
            published_at: self.now(),
        };
        let app = put_in(&mut tx, app, &version).await?;
        let narrowed = self.narrow(&mut tx, &app, &version).await?;
        let view = self.version_views(&mut tx, vec![version.clone()]).await?.pop().ok_or(Error::NotFound)?;
        self.record_narrowed(&mut tx, by, &app, &narrowed).await?;
        let from = networks::view(&version.egress_networks).join(", ");
        let from = if from.is_empty() { from } else { format!(", from {from}") };
        let detail = format!("Version {} asks for {}{from}", version.number, in_words(&version.all_scopes()));
        let deed = Deed::new(AuditAction::AppPublished, app.id, &app.details.name).app(app.id).detail(detail);
        self.record(&mut tx, AuditChain::Publisher(app.publisher), by, deed).await?;
        let changes: Vec<_> = narrowed.iter().map(|(connection, _)| Change::from(connection)).collect();
        tx.platform().await?.all_changed(&changes, self.now()).await?;
        tx.commit(&view).await?;
        Ok(view)
    }

    /// Takes from every connection what the version does not ask for; what each of them lost.
    async fn narrow(
        &self,
        tx: &mut Tx,
        app: &App,
        version: &AppVersion,
    ) -> Result<Vec<(Connection, ScopeSet)>, Error> {
        let still_asked = version.all_scopes();
        let connections = tx.platform().await?.connections();
        let mut narrowed = Vec::new();
        for before in connections.lock_connected(app.id).await? {
            let lost = &before.granted - &still_asked;
            if let Some(connection) = before.narrow(&still_asked, self.now()) {
                narrowed.push((connections.update(&connection).await?, lost));
            }
        }
        Ok(narrowed)
    }

    /// Tells each tenant, in its own history, in the publisher's name and without anyone's address.
    async fn record_narrowed(
        &self,
        tx: &mut Tx,
        by: &By<Developer>,
        app: &App,
        narrowed: &[(Connection, ScopeSet)],
    ) -> Result<(), Error> {
        let actor = self.publishers_name(tx, by).await?;
        let deed = |(connection, lost): &(Connection, ScopeSet)| {
            let deed = Deed::new(AuditAction::ConnectionNarrowed, connection.id, &app.details.name)
                .app(app.id)
                .connection(connection.id)
                .detail(format!("The app no longer asks for {}", in_words(lost)));
            (AuditChain::Tenant(connection.tenant), deed)
        };
        self.record_all(tx, &actor, narrowed.iter().map(deed).collect()).await
    }

    /// The developer as tenants may know them: by the publisher's name.
    pub(crate) async fn publishers_name(&self, tx: &mut Tx, by: &By<Developer>) -> Result<Actor, Error> {
        let publisher =
            tx.platform().await?.publishers().get(by.publisher()).await?.ok_or(Error::NotFound)?;
        Ok(Actor::Person { id: by.person().id, name: publisher.name })
    }
}

async fn put_in(tx: &mut Tx, app: App, version: &AppVersion) -> Result<App, Error> {
    let platform = tx.platform().await?;
    platform.app_versions().insert(version).await?;
    let state = if app.state == AppState::Draft { AppState::Published } else { app.state };
    let next = App { state, latest_version: version.number, updated_at: version.published_at, ..app };
    Ok(platform.apps().update(&next).await?)
}

async fn checked(
    tx: &mut Tx,
    app: &App,
    request: &PublishVersion,
) -> Result<(Vec<RequestedScope>, String, BTreeSet<IpNet>), Error> {
    let mut checks = Checks::new();
    let note = checks.text("note", &request.note, 0..=1000);
    let networks = networks::checked(&mut checks, "egress_networks", &request.egress_networks);
    if request.scopes.is_empty() {
        checks.wrong("scopes", "Ask for at least one scope.");
    }
    let names: ScopeSet = request.scopes.iter().map(|scope| scope.name.clone()).collect();
    let askable = Askable::among(tx, &names).await?;
    let signs = app.details.hand_over == HandOver::Keyless;
    let mut seen = BTreeSet::new();
    let mut scopes = Vec::with_capacity(request.scopes.len());
    for (index, scope) in request.scopes.iter().enumerate() {
        if let Some(message) = askable.refusal(&scope.name, seen.insert(&scope.name), signs) {
            checks.wrong(format!("scopes[{index}].name"), message);
        }
        let WantedScope { name, required, reason } = scope;
        let reason = checks.text(&format!("scopes[{index}].reason"), reason, 1..=300);
        scopes.push(RequestedScope { name: name.clone(), required: *required, reason });
    }
    checks.finish()?;
    Ok((scopes, note, networks))
}

/// Names for a sentence: "a, b, c".
pub(crate) fn in_words(scopes: &ScopeSet) -> String {
    scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(", ")
}
