//! A tenant's connections after the decision: disable, restore, regenerate, delete.

use model::{
    Timestamp,
    app::HandOver,
    audit::{AuditAction, Detail},
    connection::{Connection, InvalidTransition, PausedBy},
    credential::Credential,
    ids::{ConnectionId, PersonId},
    name::same,
};
use store::{connections::ConnectionOfApp, stops::Stop};
use wire::{
    admin::{self, ConnectionSummary, Delete, DetailsSeen, IssuedCredential},
    page::{Page, PageQuery},
    stops::Pause,
    texts::Confirmation,
};

use super::connection_view::InHand;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, TenantMember, begin};
use crate::requests::listing::{listing, searched_page};
use crate::service::TenantConnections;
use crate::views::{details, names};
use crate::work::Event;

const NO_SECRET: &str = "This app signs its requests with a key of its own: there is no secret to regenerate. \
    Disable the connection, and ask the developer to replace the key.";

type Transition = fn(Connection, PersonId, Timestamp) -> Result<Connection, InvalidTransition>;

impl TenantConnections<'_> {
    /// All of the tenant's, deleted ones among them.
    pub async fn list(
        self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<ConnectionSummary>, Error> {
        let listing = listing(&query, ConnectionId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let listed = rows.connections().list(&listing).await?;
        let connections: Vec<_> = listed.items.iter().map(|one| one.connection.clone()).collect();
        let connected: Vec<_> =
            connections.iter().filter(|one| one.is_connected()).map(|one| one.id).collect();
        let clients = rows.clients_of(&connected).await?;
        let mut kept = self.inner.stops_of_own(rows, &connections, &clients).await?;
        kept.names = names(rows.shared(), by.person(), kept.people(&connections).into_iter()).await?;
        let summary = |one: ConnectionOfApp| self.inner.summary(one, &kept);
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
        self.take(by, id, AuditAction::ConnectionPaused, pause, Some(stop)).await
    }

    /// "Restore": lifts the tenant's own pause; the same credentials work again.
    pub async fn resume(self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let resume: Transition = |connection, _, at| connection.resume(PausedBy::Tenant, at);
        self.take(by, id, AuditAction::ConnectionResumed, resume, None).await
    }

    pub async fn reconsider(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionReconsidered, Connection::reconsider, None).await
    }

    pub async fn unblock(self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionUnblocked, Connection::unblock, None).await
    }

    async fn take(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        action: AuditAction,
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
        work.changed(&connection);
        let (found, in_hand) =
            (ConnectionOfApp { connection, ..found }, InHand { stop, ..InHand::default() });
        let view = self.inner.connection_view(&mut work, by, found, in_hand).await?;
        work.record(event).finish(view).await
    }

    /// The old secret and all tokens are revoked at once. The new secret is in this answer alone, or for the developer to
    /// collect.
    pub async fn regenerate_secret(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<IssuedCredential, Error> {
        let mut work = begin!(self, by, "connections_regenerate_secret", id);
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let (before, app) = (found.connection, found.app);
        let connection = before.clone().regenerate(self.inner.now())?;
        let credential = rows.credentials().of_connection(id).await?;
        let credential = credential.ok_or_else(|| Error::broken("credential of connection", id))?;
        let secret = match app.details.hand_over {
            HandOver::Keyless => return Err(Error::Conflict(NO_SECRET.into())),
            HandOver::AdminShares => Some(self.inner.reissue(rows, &credential, by.person().id).await?.0),
            HandOver::DeveloperCollects => {
                self.inner.revoke(rows, &credential, by.person().id).await?;
                None
            }
        };
        let connection = rows.connections().update(&before, &connection).await?;
        work.changed(&connection);
        let event = Event::new(AuditAction::SecretRegenerated, credential.id, &app.details.name)
            .app(app.id)
            .connection(id)
            .detail(Detail::OldSecretStopped);
        let issued = self.inner.issued(by.tenancy(), &credential, &connection.granted, secret);
        work.record(event).finish(issued).await
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
            rows.credentials()
                .update(&Credential { deleted_at: Some(self.inner.now()), ..credential })
                .await?;
        }
        work.changed(&connection);
        let event = Event::of_connection(AuditAction::ConnectionDeleted, &connection, &found.app);
        let found = ConnectionOfApp { connection, ..found };
        let view = self.inner.connection_view(&mut work, by, found, InHand::default()).await?;
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
