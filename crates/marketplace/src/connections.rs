//! A tenant's connections, after the decision.

use model::{
    Timestamp,
    app::{App, HandOver},
    audit::AuditAction,
    connection::{Connection, InvalidTransition, PausedBy},
    credential::Credential,
    ids::{ConnectionId, PersonId},
    name::same,
};
use store::stops::Stop;
use store::{Tx, connections::ConnectionOfApp};
use wire::{
    admin::{self, ConnectionSummary, Delete, IssuedCredential},
    page::{Page, PageQuery},
    stops::Pause,
};

use crate::{
    By, Error, Marketplace, TenantAdmin, TenantMember,
    available_apps::{by_api, card, reason},
    connection_state::{pauses, state_at},
    details::unseen,
    history::Deed,
    listing::{listing, searched_page},
    logos, networks,
    once::making,
    stops::{Kept, Reader},
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
        let connections: Vec<_> = listed.items.iter().map(|one| one.connection.clone()).collect();
        let kept = self.stops_of_own(&mut tx, by, &connections).await?;
        let summary = |one: ConnectionOfApp| self.summary(one, &kept);
        Ok(searched_page(listed, |one| one.connection.id, ConnectionId::from_uuid, summary))
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
    pub async fn pause(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Pause,
    ) -> Result<admin::Connection, Error> {
        let reason = self.pause_reason(&request)?;
        let pause: Transition = |connection, _, at| connection.pause(PausedBy::Tenant, at);
        let stop = Stop { by: PausedBy::Tenant, at: self.now(), person: Some(by.person().id), reason };
        self.take(by, id, AuditAction::ConnectionPaused, pause, Some(stop)).await
    }

    /// "Restore": lifts the tenant's own pause; the same credentials work again.
    pub async fn resume(&self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        let resume: Transition = |connection, _, at| connection.resume(PausedBy::Tenant, at);
        self.take(by, id, AuditAction::ConnectionResumed, resume, None).await
    }

    pub async fn reconsider(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionReconsidered, Connection::reconsider, None).await
    }

    pub async fn unblock(&self, by: &By<TenantAdmin>, id: ConnectionId) -> Result<admin::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionUnblocked, Connection::unblock, None).await
    }

    async fn take(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        action: AuditAction,
        transition: Transition,
        stop: Option<Stop>,
    ) -> Result<admin::Connection, Error> {
        let reason = stop.as_ref().and_then(|stop| stop.reason.clone());
        let mut tx = making!(self.begin_once(by, action.as_str(), (id, &reason)));
        let door = tx.within(by.tenant()).await?;
        let before = door.connections().lock(id).await?.ok_or(Error::NotFound)?;
        let connection = door.connections().update(&transition(before, by.person().id, self.now())?).await?;
        match stop {
            Some(stop) => door.stops().put(id, stop).await?,
            None => door.stops().lift(id, PausedBy::Tenant).await?,
        }
        let app = tx.platform().await?.apps().get(connection.app).await?.ok_or(Error::NotFound)?;
        let deed = deed(action, &connection, &app);
        let deed = reason.as_deref().into_iter().fold(deed, Deed::reason);
        self.decided(&mut tx, by, deed).await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit(&view).await?;
        Ok(view)
    }

    /// The old secret and all tokens die at once. The new secret is in this answer alone, or for the developer to
    /// collect.
    pub async fn regenerate_connection_secret(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
    ) -> Result<IssuedCredential, Error> {
        let mut tx = making!(self.begin_once(by, "connections_regenerate_secret", id));
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
        let issued = self.issued(&tenant, &credential, &connection.granted, secret);
        tx.commit(&issued).await?;
        Ok(issued)
    }

    /// Permanent: the credentials are destroyed, the history stays.
    pub async fn delete_connection(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Delete,
    ) -> Result<admin::Connection, Error> {
        let mut tx = making!(self.begin_once(by, "connections_delete", (id, &request)));
        let door = tx.within(by.tenant()).await?;
        let before = door.connections().lock(id).await?.ok_or(Error::NotFound)?;
        let credential = door.credentials().of_connection(id).await?;
        let app = tx.platform().await?.apps().get(before.app).await?.ok_or(Error::NotFound)?;
        let deleted = before.delete(self.now())?;
        confirmed(&request, &app.details.name)?;
        let door = tx.within(by.tenant()).await?;
        let connection = door.connections().update(&deleted).await?;
        for by in [PausedBy::Tenant, PausedBy::Developer] {
            door.stops().lift(id, by).await?;
        }
        if let Some(credential) = credential {
            door.secrets().delete_of(credential.id).await?;
            door.credentials().update(&Credential { deleted_at: Some(self.now()), ..credential }).await?;
        }
        self.decided(&mut tx, by, deed(AuditAction::ConnectionDeleted, &connection, &app)).await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit(&view).await?;
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
        let changed_details = unseen(tx, &app, &connection).await?;
        let platform = tx.platform().await?;
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
        let door = tx.within(tenant.id).await?;
        let on_show = connection.state.is_open() && door.available_apps().get(app.id).await?.is_some();
        let credential = door.credentials().of_connection(connection.id).await?;
        let credential: Vec<_> = credential.into_iter().filter(|_| connection.is_connected()).collect();
        let ids: Vec<_> = credential.iter().map(|credential| credential.id).collect();
        let secrets = tx.within(tenant.id).await?.secrets().of(&ids).await?;
        let kept = self.stops_of(tx, std::slice::from_ref(&connection), &credential, &secrets).await?;
        let mut client = self.clients(tx, &tenant, &credential).await?.pop();
        if app.details.hand_over == HandOver::DeveloperCollects {
            collected_by(&mut client, &publisher.name);
        }
        let details = app.details;
        let state = state_at(&connection, self.now());
        let reader = Reader::Tenant { publisher: &publisher.name, app_support: &details.support_contact };
        let stops = self.stops_view(&connection, &kept, &reader);
        Ok(admin::Connection {
            id: connection.id,
            tenant_id: connection.tenant,
            app_id: app.id,
            app_name: details.name,
            app_summary: details.summary,
            logo_url: logos::address(details.logo_image),
            website: details.website,
            privacy_policy: details.privacy_policy,
            support_contact: details.support_contact,
            hand_over: details.hand_over,
            publisher: card(publisher),
            state: state.name(),
            paused_by: pauses(&state),
            stops,
            on_show,
            version: connection.version,
            latest_version: app.latest_version,
            details_revision: app.details_revision,
            changed_details,
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

    /// What is kept about the stops of a tenant's own connections.
    pub(crate) async fn stops_of_own(
        &self,
        tx: &mut Tx,
        by: &By<TenantMember>,
        connections: &[Connection],
    ) -> Result<Kept, Error> {
        let connected: Vec<_> =
            connections.iter().filter(|one| one.is_connected()).map(|one| one.id).collect();
        let door = tx.within(by.tenant()).await?;
        let credentials = door.credentials().of_connections(&connected).await?;
        let ids: Vec<_> = credentials.iter().map(|credential| credential.id).collect();
        let secrets = door.secrets().of(&ids).await?;
        self.stops_of(tx, connections, &credentials, &secrets).await
    }

    pub(crate) fn summary(&self, one: ConnectionOfApp, kept: &Kept) -> ConnectionSummary {
        let ConnectionOfApp { connection, app, publisher_name } = one;
        let state = state_at(&connection, self.now());
        let reader = Reader::Tenant { publisher: &publisher_name, app_support: &app.details.support_contact };
        ConnectionSummary {
            stops: self.stops_view(&connection, kept, &reader),
            id: connection.id,
            app_id: app.id,
            app_name: app.details.name,
            app_summary: app.details.summary,
            logo_url: logos::address(app.details.logo_image),
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
}

/// Tenants know developers by their publisher's name.
fn collected_by(client: &mut Option<admin::Client>, publisher: &str) {
    for secret in client.iter_mut().flat_map(|client| &mut client.secrets) {
        publisher.clone_into(&mut secret.created_by);
    }
}

/// A deed done to a connection.
pub(crate) fn deed(action: AuditAction, connection: &Connection, app: &App) -> Deed {
    Deed::new(action, connection.id, &app.details.name).app(app.id).connection(connection.id)
}

/// What cannot be undone wants the name typed.
pub(crate) fn confirmed(request: &Delete, name: &str) -> Result<(), Error> {
    if same(&request.confirmation, name) {
        Ok(())
    } else {
        Err(Error::field("confirmation", format!("Type {name} to confirm. This cannot be undone.")))
    }
}
