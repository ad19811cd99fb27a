//! A tenant's connections, after the decision.

use std::collections::BTreeSet;

use model::{
    Timestamp,
    app::{App, HandOver},
    audit::AuditAction,
    connection::{Connection, ConnectionState, InvalidTransition, PausedBy},
    credential::Credential,
    ids::{ConnectionId, PersonId},
};
use store::{Tx, connections::ConnectionOfApp};
use wire::{
    admin::{self, ConnectionSummary, Delete, IssuedCredential},
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, TenantAdmin, TenantMember,
    available_apps::{by_api, card, reason},
    history::Deed,
    listing::{listing, page},
    networks,
    tenants::tenant_of,
};

const NO_SECRET: &str = "This app signs its requests with a key of its own: there is no secret to regenerate. \
    Disable the connection, and ask the developer to replace the key.";

type Transition = fn(Connection, PersonId, Timestamp) -> Result<Connection, InvalidTransition>;

impl Marketplace {
    /// All of the tenant's, deleted ones among them.
    pub async fn connections(
        &self,
        by: &By<TenantMember>,
        query: PageQuery,
    ) -> Result<Page<ConnectionSummary>, Error> {
        let listing = listing(&query, ConnectionId::uuid)?;
        let mut tx = self.store().read().await?;
        let listed = tx.within(by.tenant()).await?.connections().list(&listing).await?;
        let now = self.now();
        let summary = |one: ConnectionOfApp| summary(one.connection, one.app, one.publisher_name, now);
        Ok(page(listed, |one| one.connection.id, summary))
    }

    pub async fn connection(
        &self,
        by: &By<TenantMember>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.within(by.tenant()).await?.connections().get(id).await?.ok_or(Error::NotFound)?;
        self.connection_view(&mut tx, found).await
    }

    /// "Disable": no more tokens, and those from before are dead.
    pub async fn pause(&self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let pause: Transition = |connection, _, at| connection.pause(PausedBy::Tenant, at);
        self.take(by, id, AuditAction::ConnectionPaused, pause).await
    }

    /// "Restore": lifts the tenant's own pause; the same credentials work again.
    pub async fn resume(&self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let resume: Transition = |connection, _, at| connection.resume(PausedBy::Tenant, at);
        self.take(by, id, AuditAction::ConnectionResumed, resume).await
    }

    pub async fn reconsider(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionReconsidered, Connection::reconsider).await
    }

    pub async fn unblock(&self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionUnblocked, Connection::unblock).await
    }

    async fn take(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        action: AuditAction,
        transition: Transition,
    ) -> Result<admin::Connection, Error> {
        let mut tx = self.store().begin().await?;
        let connections = tx.within(by.tenant()).await?.connections();
        let before = connections.lock(id).await?.ok_or(Error::NotFound)?;
        let connection = connections.update(&transition(before, by.person().id, self.now())?).await?;
        let app = tx.platform().await?.apps().get(connection.app).await?.ok_or(Error::NotFound)?;
        self.decided(&mut tx, by, deed(action, &connection, &app)).await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The old secret and all tokens die at once. The new secret is in this answer alone, or for the developer to
    /// collect.
    pub async fn regenerate_connection_secret(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<IssuedCredential, Error> {
        let mut tx = self.store().begin().await?;
        let tenant = tenant_of(&mut tx, by).await?;
        let door = tx.within(by.tenant()).await?;
        let before = door.connections().lock(id).await?.ok_or(Error::NotFound)?;
        let app = tx.platform().await?.apps().get(before.app).await?.ok_or(Error::NotFound)?;
        let connection = before.regenerate(self.now())?;
        let door = tx.within(by.tenant()).await?;
        let credential = door.credentials().of_connection(id).await?.ok_or(Error::NotFound)?;
        let secret = match app.details.hand_over {
            HandOver::Keyless => return Err(Error::Conflict(NO_SECRET.into())),
            HandOver::AdminShares => Some(self.reissue(door, &credential, by.person().id).await?),
            HandOver::DeveloperCollects => {
                self.withdraw(door, &credential, by.person().id).await?;
                None
            }
        };
        let connection = door.connections().update(&connection).await?;
        let deed = Deed::new(AuditAction::SecretRegenerated, credential.id, &app.details.name)
            .app(app.id)
            .connection(id)
            .detail("The old secret stopped working at once");
        self.decided(&mut tx, by, deed).await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        tx.commit().await?;
        Ok(self.issued(&tenant, &credential, &connection.granted, secret))
    }

    /// Permanent: the credentials are destroyed, the history stays.
    pub async fn delete_connection(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Delete,
    ) -> Result<admin::Connection, Error> {
        let mut tx = self.store().begin().await?;
        let door = tx.within(by.tenant()).await?;
        let before = door.connections().lock(id).await?.ok_or(Error::NotFound)?;
        let credential = door.credentials().of_connection(id).await?;
        let app = tx.platform().await?.apps().get(before.app).await?.ok_or(Error::NotFound)?;
        let deleted = before.delete(self.now())?;
        confirmed(&request, &app.details.name)?;
        let door = tx.within(by.tenant()).await?;
        let connection = door.connections().update(&deleted).await?;
        if let Some(credential) = credential {
            door.secrets().delete_of(credential.id).await?;
            door.credentials().update(&Credential { deleted_at: Some(self.now()), ..credential }).await?;
        }
        self.decided(&mut tx, by, deed(AuditAction::ConnectionDeleted, &connection, &app)).await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit().await?;
        Ok(view)
    }

    pub(crate) async fn connection_view(
        &self,
        tx: &mut Tx,
        connection: Connection,
    ) -> Result<admin::Connection, Error> {
        let platform = tx.platform().await?;
        let app = platform.apps().get(connection.app).await?.ok_or(Error::NotFound)?;
        let publisher = platform.publishers().get(app.publisher).await?.ok_or(Error::NotFound)?;
        let version = platform.app_versions().get(app.id, connection.version).await?;
        let egress_networks =
            version.as_ref().map(|version| networks::view(&version.egress_networks)).unwrap_or_default();
        let (granted, not_granted): (Vec<_>, Vec<_>) = version
            .map(|version| version.scopes)
            .unwrap_or_default()
            .into_iter()
            .partition(|scope| connection.granted.contains(&scope.name));
        let catalogue = platform.apis().catalogue().await?;
        let decided_by = platform.people().names([connection.decided_by]).await?;
        let tenant = platform.tenants().get(connection.tenant).await?.ok_or(Error::NotFound)?;
        let credential = tx.within(tenant.id).await?.credentials().of_connection(connection.id).await?;
        let credential: Vec<_> = credential.into_iter().filter(|_| connection.is_connected()).collect();
        let mut client = self.clients(tx, &tenant, &credential).await?.pop();
        if app.details.hand_over == HandOver::DeveloperCollects {
            collected_by(&mut client, &publisher.name);
        }
        let details = app.details;
        let state = state_at(&connection, self.now());
        Ok(admin::Connection {
            id: connection.id,
            tenant_id: connection.tenant,
            app_id: app.id,
            app_name: details.name,
            app_summary: details.summary,
            logo_url: details.logo_url,
            website: details.website,
            privacy_policy: details.privacy_policy,
            support_contact: details.support_contact,
            hand_over: details.hand_over,
            publisher: card(publisher),
            state: state.name(),
            paused_by: pauses(&state),
            version: connection.version,
            latest_version: app.latest_version,
            decided_by: decided_by.into_values().next().unwrap_or_default(),
            decided_at: connection.decided_at,
            updated_at: connection.updated_at,
            ends_at: connection.ends_at,
            egress_networks,
            granted: by_api(&catalogue, &granted),
            not_granted: by_api(&catalogue, &not_granted).into_iter().flat_map(|api| api.scopes).collect(),
            client,
            reason: reason(connection.state),
        })
    }
}

/// Tenants know developers by their publisher's name.
fn collected_by(client: &mut Option<admin::Client>, publisher: &str) {
    for secret in client.iter_mut().flat_map(|client| &mut client.secrets) {
        publisher.clone_into(&mut secret.created_by);
    }
}

/// The state as people see it: a connection whose end date has come is paused by it, though no row was written.
pub(crate) fn state_at(connection: &Connection, now: Timestamp) -> ConnectionState {
    if !connection.is_connected() || connection.ends_at.is_none_or(|end| now < end) {
        return connection.state.clone();
    }
    let mut by: BTreeSet<PausedBy> = pauses(&connection.state).into_iter().collect();
    by.insert(PausedBy::EndDate);
    ConnectionState::Paused { by }
}

/// A deed done to a connection.
pub(crate) fn deed(action: AuditAction, connection: &Connection, app: &App) -> Deed {
    Deed::new(action, connection.id, &app.details.name).app(app.id).connection(connection.id)
}

pub(crate) fn pauses(state: &ConnectionState) -> Vec<PausedBy> {
    match state {
        ConnectionState::Paused { by } => by.iter().copied().collect(),
        _ => Vec::new(),
    }
}

/// What cannot be undone wants the name typed.
pub(crate) fn confirmed(request: &Delete, name: &str) -> Result<(), Error> {
    if request.confirmation.trim() == name {
        Ok(())
    } else {
        Err(Error::field("confirmation", format!("Type {name} to confirm. This cannot be undone.")))
    }
}

pub(crate) fn summary(
    connection: Connection,
    app: App,
    publisher_name: String,
    now: Timestamp,
) -> ConnectionSummary {
    let state = state_at(&connection, now);
    ConnectionSummary {
        id: connection.id,
        app_id: app.id,
        app_name: app.details.name,
        app_summary: app.details.summary,
        logo_url: app.details.logo_url,
        publisher_name,
        state: state.name(),
        paused_by: pauses(&state),
        granted: connection.granted.into_iter().collect(),
        version: connection.version,
        latest_version: app.latest_version,
        decided_at: connection.decided_at,
        updated_at: connection.updated_at,
        ends_at: connection.ends_at,
    }
}
