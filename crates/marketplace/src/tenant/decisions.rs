//! Allow, decline, block: a tenant's decision about an app, bound to the version on the screen.

use chrono::SubsecRound;
use model::{
    Timestamp,
    app::{App, HandOver},
    audit::{AuditAction, Detail},
    connection::{Connection, InvalidTransition},
    credential::{AuthMethod, Credential, CredentialOwner, Standing},
    ids::{AppId, ConnectionId, CredentialId, PersonId},
    publisher::PublisherCard,
    receipt::Decision,
    scope::ScopeSet,
};
use store::{
    Shared, Tenanted, Tx, app_versions::VersionInWords, clients::Client, connections::ConnectionOfApp,
};
use wire::admin::{Allow, Allowed, ConnectionSummary, Decline};

use super::connection_view::InHand;
use super::receipts::{Decided, Said};
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, begin};
use crate::requests::Checks;
use crate::service::{Decisions, Marketplace};
use crate::views::details;
use crate::views::stops::Kept;
use crate::views::workload::words_of;
use crate::work::Event;

type Refusal = fn(Connection, u32, String, PersonId, Timestamp) -> Result<Connection, InvalidTransition>;

/// What the decision is about; it does not change until the transaction ends.
struct OnScreen {
    app: App,
    publisher: PublisherCard,
    asked: VersionInWords,
}

/// A connection before the decision, and whether its row is there already.
struct Undecided {
    connection: Connection,
    stored: bool,
}

impl Decisions<'_> {
    /// Allows the app what its version requires and the chosen optional scopes, and makes the credential. Where the
    /// admin shares its secret, it is in this answer alone.
    pub async fn allow(self, by: &By<TenantAdmin>, app: AppId, request: Allow) -> Result<Allowed, Error> {
        let mut work = begin!(self, by, "available_apps_allow", (app, &request));
        let OnScreen { app, publisher, asked } = on_screen(&mut work, by, app, request.version).await?;
        details::on_screen(work.shared(), &app, request.details_revision).await?;
        let optional = request.optional_scopes.into_iter().collect();
        let ends_at = self.inner.end_ahead(request.ends_at)?;
        let undecided = self.undecided(&mut work, by, &app).await?;
        let before = undecided.connection.clone();
        let mut connection =
            before.allow(&asked.version, &optional, ends_at, by.person().id, self.inner.now())?;
        connection.details_seen = app.details_revision;
        if connection.granted.is_empty() {
            return Err(Error::field("optional_scopes", "Choose at least one scope."));
        }
        let rows = work.within(by.tenant()).await?;
        let connection = write(rows, &undecided, connection).await?;
        let owner = CredentialOwner::Connection(connection.id);
        let credential = self.inner.new_credential(by, owner, auth_method(app.details.hand_over));
        rows.credentials().insert(&credential).await?;
        self.inner.count_scopes(rows, credential.id, &ScopeSet::new(), &connection.granted).await?;
        let (plain, secret) = match app.details.hand_over {
            HandOver::AdminShares => {
                Some(self.inner.issue(rows, &by.tenancy(), &credential, by.person().id).await?).unzip()
            }
            HandOver::DeveloperCollects | HandOver::Keyless | HandOver::Workload => (None, None),
        };
        rows.app_requests().settle(app.id).await?;
        work.changed(&connection);
        let decided = Decided {
            decision: Decision::Allowed,
            connection: &connection,
            app: &app,
            publisher: &publisher,
            asked: &asked,
            said: Said::default(),
        };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let event = Event::of_connection(AuditAction::ConnectionAllowed, &connection, &app);
        let event = event.detail(granted(work.shared(), &connection, &asked).await?);
        let issued = self.inner.issued(&by.tenancy(), &credential, &connection.granted, plain);
        let client = Client { credential, secrets: secret.into_iter().collect(), refusals: None };
        let decided = ConnectionOfApp { connection, app, publisher };
        let in_hand = InHand { version: Some(asked), client: Some(client), stop: None };
        let connection = self.inner.connection_view(&mut work, by, decided, in_hand).await?;
        work.record(event).finish(Allowed { connection, credential: issued }).await
    }

    pub async fn decline(
        self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
    ) -> Result<ConnectionSummary, Error> {
        let decision = (AuditAction::ConnectionDeclined, Decision::Declined);
        self.refuse(by, app, request, decision, Connection::decline).await
    }

    pub async fn block(
        self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
    ) -> Result<ConnectionSummary, Error> {
        let decision = (AuditAction::ConnectionBlocked, Decision::Blocked);
        self.refuse(by, app, request, decision, Connection::block).await
    }

    async fn refuse(
        self,
        by: &By<TenantAdmin>,
        app: AppId,
        request: Decline,
        (action, decision): (AuditAction, Decision),
        refuse: Refusal,
    ) -> Result<ConnectionSummary, Error> {
        let mut work = begin!(self, by, action.as_str(), (app, &request));
        let OnScreen { app, publisher, asked } = on_screen(&mut work, by, app, request.version).await?;
        details::on_screen(work.shared(), &app, request.details_revision).await?;
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason);
        checks.finish()?;
        let undecided = self.undecided(&mut work, by, &app).await?;
        let (before, person) = (undecided.connection.clone(), by.person().id);
        let connection = refuse(before, asked.version.number, reason.clone(), person, self.inner.now())?;
        let rows = work.within(by.tenant()).await?;
        let connection = write(rows, &undecided, connection).await?;
        rows.app_requests().settle(app.id).await?;
        let decided = Decided {
            decision,
            connection: &connection,
            app: &app,
            publisher: &publisher,
            asked: &asked,
            said: Said::default(),
        };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let event = Event::of_connection(action, &connection, &app).reason(&reason);
        let summary = self.inner.summary(ConnectionOfApp { connection, app, publisher }, &Kept::default());
        work.record(event).finish(summary).await
    }

    async fn undecided(self, tx: &mut Tx, by: &By<TenantAdmin>, app: &App) -> Result<Undecided, Error> {
        let found = tx.within(by.tenant()).await?.connections().lock_of_app(app.id).await?;
        let stored = found.is_some();
        let connection = found.unwrap_or_else(|| {
            let id = self.inner.new_id(ConnectionId::new);
            Connection::awaiting(id, by.tenant(), app.id, by.person().id, self.inner.now())
        });
        Ok(Undecided { connection, stored })
    }
}

impl Marketplace {
    /// An end date as it is stored.
    pub(crate) fn end_ahead(&self, ends_at: Option<Timestamp>) -> Result<Option<Timestamp>, Error> {
        match ends_at {
            Some(end) if end <= self.now() => Err(Error::field("ends_at", "Choose a time in the future.")),
            _ => Ok(ends_at.map(|end| end.trunc_subsecs(6))),
        }
    }

    /// As [`end_ahead`](Self::end_ahead), of an end that may stay as it is.
    pub(crate) fn end_moved(
        &self,
        before: Option<Timestamp>,
        after: Option<Timestamp>,
    ) -> Result<Option<Timestamp>, Error> {
        if before == after { Ok(after) } else { self.end_ahead(after) }
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
            workload_last_used_at: None,
            secret_retires_after_days: None,
            standing: Standing::default(),
        }
    }
}

const fn auth_method(hand_over: HandOver) -> AuthMethod {
    match hand_over {
        HandOver::AdminShares | HandOver::DeveloperCollects => AuthMethod::ClientSecret,
        HandOver::Keyless => AuthMethod::PrivateKeyJwt,
        HandOver::Workload => AuthMethod::WorkloadIdentity,
    }
}

async fn granted(
    shared: Shared<'_>,
    connection: &Connection,
    asked: &VersionInWords,
) -> Result<Detail, Error> {
    let workload = words_of(shared, asked.version.workload.as_ref()).await?;
    Ok(Detail::Granted { scopes: connection.granted.clone(), until: connection.ends_at, workload })
}

/// The app, on show to the tenant, and the version on the screen.
async fn on_screen(tx: &mut Tx, by: &By<TenantAdmin>, app: AppId, version: u32) -> Result<OnScreen, Error> {
    let rows = tx.within(by.tenant()).await?;
    let found = rows.available_apps(by.tenancy()).lock(app).await?;
    let (app, publisher) = found.ok_or(Error::NotFound)?;
    let asked = newest(rows.shared(), &app, version).await?;
    Ok(OnScreen { app, publisher, asked })
}

/// `VersionChanged` unless the version is the app's newest.
pub(super) async fn newest(shared: Shared<'_>, app: &App, version: u32) -> Result<VersionInWords, Error> {
    if version != app.latest_version {
        return Err(Error::VersionChanged { current: app.latest_version });
    }
    let newest = shared.app_versions().get_in_words(app.id, version).await?;
    newest.ok_or_else(|| Error::broken("newest version of app", app.id))
}

/// Two first decisions at the same time: the second has lost the race.
async fn write(rows: Tenanted<'_>, before: &Undecided, connection: Connection) -> Result<Connection, Error> {
    if before.stored {
        return Ok(rows.connections().update(&before.connection, &connection).await?);
    }
    match rows.connections().insert(&connection).await {
        Err(store::Error::Conflict { .. }) => Err(Error::LostRace),
        other => Ok(other.map(|()| connection)?),
    }
}
