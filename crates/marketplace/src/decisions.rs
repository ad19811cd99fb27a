//! Allow, decline, block: a tenant's decision about an app, bound to the version on the screen.

use chrono::SubsecRound;
use model::{
    Timestamp,
    app::{App, AppState, AppVersion, HandOver},
    audit::{AuditAction, AuditChain},
    connection::{Connection, InvalidTransition},
    credential::{AuthMethod, Credential, CredentialOwner},
    ids::{AppId, ConnectionId, CredentialId, PersonId, TenantId},
};
use store::{Tenanted, Tx, connections::ConnectionOfApp};
use wire::admin::{Accept, Allow, Allowed, ConnectionSummary, Decline};

use crate::{
    By, Error, Marketplace, TenantAdmin, checks::Checks, connections::deed, details, history::Deed,
    once::making, stops::Kept, tenants::tenant_of, versions::in_words,
};

type Refusal = fn(Connection, u32, String, PersonId, Timestamp) -> Result<Connection, InvalidTransition>;

/// A connection before the decision, and whether its row is there already.
struct Undecided {
    connection: Connection,
    stored: bool,
}

impl Marketplace {
    /// Allows the app what its version requires and the chosen optional scopes, and makes the credential. Where the
    /// admin shares its secret, it is in this answer alone.
    pub async fn allow(&self, by: &By<TenantAdmin>, app: AppId, request: Allow) -> Result<Allowed, Error> {
        let mut tx = making!(self.begin_once(by, "available_apps_allow", (app, &request)));
        let (app, version) = on_screen(&mut tx, by.tenant(), app, request.version).await?;
        details::on_screen(&mut tx, &app, request.details_revision).await?;
        let optional = request.optional_scopes.into_iter().collect();
        let ends_at = self.end_ahead(request.ends_at)?;
        let Undecided { connection, stored } = self.undecided(&mut tx, by, &app).await?;
        let mut connection = connection.allow(&version, &optional, ends_at, by.person().id, self.now())?;
        connection.details_seen = app.details_revision;
        if connection.granted.is_empty() {
            return Err(Error::field("optional_scopes", "Choose at least one scope."));
        }
        let tenant = tenant_of(&mut tx, by).await?;
        let door = tx.within(tenant.id).await?;
        let connection = write(door, Undecided { connection, stored }).await?;
        let owner = CredentialOwner::Connection(connection.id);
        let credential = self.new_credential(by, owner, auth_method(app.details.hand_over));
        door.credentials().insert(&credential).await?;
        let secret = match app.details.hand_over {
            HandOver::AdminShares => Some(self.issue(door, &credential, by.person().id).await?),
            HandOver::DeveloperCollects | HandOver::Keyless => None,
        };
        let until = connection.ends_at.map(|end| format!(" {}", until(end))).unwrap_or_default();
        let detail = format!("Granted {}{until}", in_words(&connection.granted));
        self.decided(&mut tx, by, deed(AuditAction::ConnectionAllowed, &connection, &app).detail(detail))
            .await?;
        tx.within(tenant.id).await?.connection_changed(connection.id, self.now()).await?;
        let credential = self.issued(&tenant, &credential, &connection.granted, secret);
        let connection = self.connection_view(&mut tx, connection).await?;
        let allowed = Allowed { connection, credential };
        tx.commit(&allowed).await?;
        Ok(allowed)
    }

    pub async fn decline(
        &self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
    ) -> Result<ConnectionSummary, Error> {
        let action = AuditAction::ConnectionDeclined;
        self.refuse(by, app, request, action, Connection::decline).await
    }

    pub async fn block(
        &self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
    ) -> Result<ConnectionSummary, Error> {
        self.refuse(by, app, request, AuditAction::ConnectionBlocked, Connection::block).await
    }

    async fn refuse(
        &self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
        action: AuditAction,
        refuse: Refusal,
    ) -> Result<ConnectionSummary, Error> {
        let mut tx = making!(self.begin_once(by, action.as_str(), (app, &request)));
        let (app, version) = on_screen(&mut tx, by.tenant(), app, request.version).await?;
        details::on_screen(&mut tx, &app, request.details_revision).await?;
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason, 1..=500);
        checks.finish()?;
        let Undecided { connection, stored } = self.undecided(&mut tx, by, &app).await?;
        let connection = refuse(connection, version.number, reason.clone(), by.person().id, self.now())?;
        let connection = write(tx.within(by.tenant()).await?, Undecided { connection, stored }).await?;
        self.decided(&mut tx, by, deed(action, &connection, &app).reason(&reason)).await?;
        let publisher = tx.platform().await?.publishers().get(app.publisher).await?.ok_or(Error::NotFound)?;
        let decided = ConnectionOfApp { connection, app, publisher_name: publisher.name };
        let summary = self.summary(decided, &Kept::default());
        tx.commit(&summary).await?;
        Ok(summary)
    }

    /// Takes up the app's newest version: what it requires and the chosen optional scopes.
    pub async fn accept(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Accept,
    ) -> Result<wire::admin::Connection, Error> {
        let mut tx = making!(self.begin_once(by, "connections_accept", (id, &request)));
        let found = tx.within(by.tenant()).await?.connections().get(id).await?.ok_or(Error::NotFound)?;
        let platform = tx.platform().await?;
        let app = platform.apps().lock_shared(found.app).await?.ok_or(Error::NotFound)?;
        if app.state == AppState::Suspended {
            return Err(Error::Conflict("The platform has suspended this app.".into()));
        }
        let version = newest(&mut tx, &app, request.version).await?;
        details::on_screen(&mut tx, &app, request.details_revision).await?;
        let connections = tx.within(by.tenant()).await?.connections();
        let before = connections.lock(id).await?.ok_or(Error::NotFound)?;
        let optional = request.optional_scopes.into_iter().collect();
        let mut connection = before.accept(&version, &optional, self.now())?;
        connection.details_seen = app.details_revision;
        if connection.granted.is_empty() {
            return Err(Error::field("optional_scopes", "Choose at least one scope."));
        }
        let connection = connections.update(&connection).await?;
        let detail = format!("Version {}: granted {}", version.number, in_words(&connection.granted));
        self.decided(&mut tx, by, deed(AuditAction::ConnectionAccepted, &connection, &app).detail(detail))
            .await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit(&view).await?;
        Ok(view)
    }

    /// An end date as it is stored.
    pub(crate) fn end_ahead(&self, ends_at: Option<Timestamp>) -> Result<Option<Timestamp>, Error> {
        match ends_at {
            Some(end) if end <= self.now() => Err(Error::field("ends_at", "Choose a time that lies ahead.")),
            _ => Ok(ends_at.map(|end| end.trunc_subsecs(6))),
        }
    }

    async fn undecided(&self, tx: &mut Tx, by: &By<TenantAdmin>, app: &App) -> Result<Undecided, Error> {
        let found = tx.within(by.tenant()).await?.connections().lock_of_app(app.id).await?;
        let stored = found.is_some();
        let connection = found.unwrap_or_else(|| {
            let id = self.new_id(ConnectionId::new);
            Connection::awaiting(id, by.tenant(), app.id, by.person().id, self.now())
        });
        Ok(Undecided { connection, stored })
    }

    pub(crate) fn new_credential(
        &self,
        by: &By<TenantAdmin>,
        owner: CredentialOwner,
        auth_method: AuthMethod,
    ) -> Credential {
        Credential {
            id: self.new_id(CredentialId::new),
            tenant: by.tenant(),
            owner,
            auth_method,
            generation: 1,
            created_by: by.person().id,
            created_at: self.now(),
            regenerated_at: None,
            regenerated_by: None,
            deleted_at: None,
        }
    }

    /// Writes a deed into the tenant's history.
    pub(crate) async fn decided(&self, tx: &mut Tx, by: &By<TenantAdmin>, deed: Deed) -> Result<(), Error> {
        self.record(tx, AuditChain::Tenant(by.tenant()), by, deed).await
    }
}

/// An end date in a history: the pages show it in the reader's zone.
pub(crate) fn until(end: Timestamp) -> String {
    format!("until {}", end.format("%Y-%m-%d %H:%M UTC"))
}

const fn auth_method(hand_over: HandOver) -> AuthMethod {
    match hand_over {
        HandOver::AdminShares | HandOver::DeveloperCollects => AuthMethod::ClientSecret,
        HandOver::Keyless => AuthMethod::PrivateKeyJwt,
    }
}

/// The app, on show to the tenant, and the version on the screen; neither changes until the transaction ends.
async fn on_screen(
    tx: &mut Tx,
    tenant: TenantId,
    app: AppId,
    version: u32,
) -> Result<(App, AppVersion), Error> {
    let app = tx.within(tenant).await?.available_apps().lock(app).await?.ok_or(Error::NotFound)?;
    let version = newest(tx, &app, version).await?;
    Ok((app, version))
}

/// `VersionChanged` unless the version is the app's newest.
async fn newest(tx: &mut Tx, app: &App, version: u32) -> Result<AppVersion, Error> {
    if version != app.latest_version {
        return Err(Error::VersionChanged { current: app.latest_version });
    }
    tx.platform().await?.app_versions().get(app.id, version).await?.ok_or(Error::NotFound)
}

/// Two first decisions at the same time: the second has lost the race.
async fn write(door: Tenanted<'_>, decided: Undecided) -> Result<Connection, Error> {
    let Undecided { connection, stored } = decided;
    if stored {
        return Ok(door.connections().update(&connection).await?);
    }
    match door.connections().insert(&connection).await {
        Err(store::Error::Conflict { .. }) => Err(Error::LostRace),
        other => Ok(other.map(|()| connection)?),
    }
}
