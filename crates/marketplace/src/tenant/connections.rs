//! A tenant's connections after the decision: disable, restore, regenerate, delete.

use model::{
    Timestamp,
    app::{App, HandOver},
    audit::AuditAction,
    connection::{Connection, InvalidTransition, PausedBy},
    credential::{AuthMethod, Credential},
    ids::{ConnectionId, PersonId},
    name::same,
    receipt::Decision,
};
use store::{Tenanted, connections::ConnectionOfApp, stops::Stop};
use wire::{
    admin::{self, ConnectionSummary, Delete, DetailsSeen, IssuedCredential},
    page::{Page, PageQuery},
    secrets::Regenerate,
    stops::Pause,
    texts::Confirmation,
};

use super::connection_view::InHand;
use super::held::Held;
use super::receipts::{Decided, Said, version_of};
use crate::clients::rotation::overlap;
use crate::clients::workloads::in_force;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, TenantMember, begin};
use crate::requests::listing::{filtered, searched_page};
use crate::service::TenantConnections;
use crate::views::{details, names};
use crate::work::Event;

const SIGNS_IN: &str =
    "This app signs in with its platform's own identity: there is no secret to regenerate.";

const NO_SECRET: &str = "This app signs its requests with a key of its own: there is no secret to regenerate. \
    Disable the connection, and ask the developer to replace the key.";

type Transition = fn(Connection, PersonId, Timestamp) -> Result<Connection, InvalidTransition>;

impl TenantConnections<'_> {
    /// All of the tenant's, deleted ones among them, unless only some states are asked for.
    pub async fn list(
        self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<ConnectionSummary>, Error> {
        let (listing, state) = filtered(query, ConnectionId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let listed = rows.connections().list(&listing, state).await?;
        let connections: Vec<_> = listed.items.iter().map(|one| one.connection.clone()).collect();
        let connected: Vec<_> =
            connections.iter().filter(|one| one.is_connected()).map(|one| one.id).collect();
        let clients = rows.clients_of(&connected).await?;
        let mut kept = self.inner.stops_of_own(rows, &connections, &clients).await?;
        kept.names = names(rows.shared(), by.person(), kept.people(&connections).into_iter()).await?;
        let held = Held::read(rows.shared(), &connections, &clients).await?;
        let summary = |one: ConnectionOfApp| held.told(self.inner.summary(one, &kept));
        Ok(searched_page(listed, |one| one.connection.id, ConnectionId::from_uuid, summary))
    }

    pub async fn get(self, by: &By<TenantMember>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let found = rows.connections().get_with_app(id).await?.ok_or(Error::NotFound)?;
        self.inner.connection_view(&mut tx, by, found, InHand::default()).await
    }

    /// "Disable": no more tokens, and those from before are revoked.
    pub async fn pause(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Pause,
    ) -> Result<admin::Connection, Error> {
        let reason = self.inner.pause_reason(&request)?;
        let pause: Transition = |connection, _, at| connection.pause(PausedBy::Tenant, at);
        let stop = Stop { by: PausedBy::Tenant, at: self.inner.now(), person: Some(by.person().id), reason };
        self.take(by, id, (AuditAction::ConnectionPaused, Decision::Paused), pause, Some(stop)).await
    }

    /// "Restore": lifts the tenant's own pause; the same credentials work again.
    pub async fn resume(self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let resume: Transition = |connection, _, at| connection.resume(PausedBy::Tenant, at);
        self.take(by, id, (AuditAction::ConnectionResumed, Decision::Resumed), resume, None).await
    }

    pub async fn reconsider(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        self.take(
            by,
            id,
            (AuditAction::ConnectionReconsidered, Decision::Reconsidered),
            Connection::reconsider,
            None,
        )
        .await
    }

    pub async fn unblock(self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        self.take(by, id, (AuditAction::ConnectionUnblocked, Decision::Unblocked), Connection::unblock, None)
            .await
    }

    async fn take(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        (action, decision): (AuditAction, Decision),
        transition: Transition,
        stop: Option<Stop>,
    ) -> Result<admin::Connection, Error> {
        let reason = stop.as_ref().and_then(|stop| stop.reason.clone());
        let mut work = begin!(self, by, action.as_str(), (id, &reason));
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let before = &found.connection;
        let after = transition(before.clone(), by.person().id, self.inner.now())?;
        let connection = rows.connections().update(before, &after).await?;
        match stop.clone() {
            Some(stop) => rows.stops().put(id, stop).await?,
            None => rows.stops().lift(id, PausedBy::Tenant).await?,
        }
        let event = reason
            .as_deref()
            .into_iter()
            .fold(Event::of_connection(action, &connection, &found.app), Event::reason);
        let asked = version_of(rows, &found).await?;
        work.changed(&connection);
        let (app, publisher) = (&found.app, &found.publisher);
        let said = Said { reason: reason.as_deref(), answers: None };
        let decided = Decided { decision, connection: &connection, app, publisher, asked: &asked, said };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let found = ConnectionOfApp { connection, ..found };
        let in_hand = InHand { version: Some(asked), stop, ..InHand::default() };
        let view = self.inner.connection_view(&mut work, by, found, in_hand).await?;
        work.record(event).finish(view).await
    }

    /// The old secret and all tokens are revoked at once, or the old secret works on for a time and tokens stay. The new
    /// secret is in this answer alone, or for the developer to collect.
    pub async fn regenerate_secret(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Regenerate,
    ) -> Result<IssuedCredential, Error> {
        let keep_old_hours = overlap(&request)?;
        let mut work = begin!(self, by, "connections_regenerate_secret", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let (before, app) = (found.connection, found.app);
        let regenerate = match keep_old_hours {
            None => Connection::regenerate,
            Some(_) => Connection::regenerate_with_overlap,
        };
        let connection = regenerate(before.clone(), self.inner.now())?;
        let credential = rows.credentials().of_connection(id).await?;
        let credential = credential.ok_or_else(|| Error::broken("credential of connection", id))?;
        let credential = self.with_secret(rows, &app, &connection, credential).await?;
        let shown = match app.details.hand_over {
            HandOver::Keyless => return Err(Error::Conflict(NO_SECRET.into())),
            HandOver::Workload => return Err(Error::Conflict(SIGNS_IN.into())),
            HandOver::AdminShares => true,
            HandOver::DeveloperCollects => false,
        };
        let (tenancy, person) = (by.tenancy(), by.person().id);
        let (credential, detail) =
            self.inner.make_room(rows, &tenancy, credential, person, keep_old_hours).await?;
        let secret =
            if shown { Some(self.inner.issue(rows, &tenancy, &credential, person).await?.0) } else { None };
        let connection = rows.connections().update(&before, &connection).await?;
        work.changed(&connection);
        let event = Event::new(AuditAction::SecretRegenerated, credential.id, &app.details.name)
            .app(app.id)
            .connection(id)
            .detail(detail);
        let issued = self.inner.issued(&tenancy, &credential, &connection.granted, secret);
        work.record(event).finish(issued).await
    }

    /// The credential as it is with a secret: one whose secret was retired may have another only where its app no longer
    /// signs in with its platform's identity.
    async fn with_secret(
        self,
        rows: Tenanted<'_>,
        app: &App,
        connection: &Connection,
        credential: Credential,
    ) -> Result<Credential, Error> {
        if credential.auth_method != AuthMethod::WorkloadIdentity {
            return Ok(credential);
        }
        let accepted = rows.shared().app_versions().get(app.id, connection.version).await?;
        if in_force(rows.shared(), app, accepted.as_ref()).await?.is_some() {
            return Err(Error::Conflict(SIGNS_IN.into()));
        }
        Ok(Credential { auth_method: AuthMethod::ClientSecret, ..credential })
    }

    /// Permanent: the credentials are destroyed, the history stays.
    pub async fn delete(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Delete,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_delete", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let before = &found.connection;
        let credential = rows.credentials().of_connection(id).await?;
        let deleted = before.clone().delete(self.inner.now())?;
        confirmed(&request, &found.app.details.name)?;
        let connection = rows.connections().update(before, &deleted).await?;
        rows.stops().lift_all(id).await?;
        if let Some(credential) = credential {
            rows.secrets().delete_of(credential.id).await?;
            rows.scope_uses().delete_of(credential.id).await?;
            rows.credentials()
                .update(&Credential { deleted_at: Some(self.inner.now()), ..credential })
                .await?;
        }
        let (decision, asked) = (Decision::Deleted, version_of(rows, &found).await?);
        work.changed(&connection);
        let event = Event::of_connection(AuditAction::ConnectionDeleted, &connection, &found.app);
        let (app, publisher, said) = (&found.app, &found.publisher, Said::default());
        let decided = Decided { decision, connection: &connection, app, publisher, asked: &asked, said };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let found = ConnectionOfApp { connection, ..found };
        let in_hand = InHand { version: Some(asked), ..InHand::default() };
        let view = self.inner.connection_view(&mut work, by, found, in_hand).await?;
        work.record(event).finish(view).await
    }

    /// An admin has seen what became of the details. It gives and takes nothing.
    pub async fn see_details(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: DetailsSeen,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_see_details", (id, &request));
        let app = work.within(by.tenant()).await?.connections().app_of(id).await?.ok_or(Error::NotFound)?;
        let app = work.shared().apps().lock_shared(app).await?.ok_or_else(|| Error::broken("app", app))?;
        details::on_screen(work.shared(), &app, request.details_revision).await?;
        let connections = work.within(by.tenant()).await?.connections();
        let found = connections.lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let seen = found.connection.details_seen >= app.details_revision;
        let event = Event::of_connection(AuditAction::AppDetailsSeen, &found.connection, &app);
        let connection = if seen {
            found.connection
        } else {
            let seen = Connection { details_seen: app.details_revision, ..found.connection.clone() };
            connections.update(&found.connection, &seen).await?
        };
        let found = ConnectionOfApp { connection, app, publisher: found.publisher };
        let view = self.inner.connection_view(&mut work, by, found, InHand::default()).await?;
        let work = if seen { work.without_event("they were seen before") } else { work.record(event) };
        work.finish(view).await
    }
}

/// What cannot be undone wants the name typed.
pub(crate) fn confirmed(request: &Delete, name: &str) -> Result<(), Error> {
    if Confirmation::RULE.fits(&request.confirmation) && same(&request.confirmation, name) {
        Ok(())
    } else {
        Err(Error::field("confirmation", format!("Type {name} to confirm. This cannot be undone.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_to_confirm() {
        let typed = |text: &str| confirmed(&Delete { confirmation: text.into() }, "Quill").is_ok();
        assert!(typed("Quill") && typed(" quill "));
        assert!(!typed("Quil"));
        assert!(!typed(&format!("{}Quill", " ".repeat(Confirmation::RULE.code_points()))));
    }
}
