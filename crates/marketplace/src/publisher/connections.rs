//! Connections in the form that their developer reads: the state, never the secret.

use std::collections::HashMap;

use model::{
    audit::{AuditAction, AuditChain, Detail},
    connection::{Connection, InvalidTransition, PausedBy},
    credential::{Credential, CredentialOwner, Secret},
    ids::{AppId, ConnectionId},
    scope::ScopeSet,
};
use store::{Listed, Tx, clients::Client, connections::ConnectionOfTenant, stops::Stop};
use wire::{
    developer,
    page::{Page, PageQuery},
    stops::Pause,
};

use crate::clients::{Formers, rotation::notices};
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::{filtered, searched_page};
use crate::service::PublisherConnections;
use crate::views::connection_state::{pauses, reason, state_at};
use crate::views::names;
use crate::views::stops::{Kept, Reader};
use crate::work::Event;

type Transition = fn(Connection, PausedBy, model::Timestamp) -> Result<Connection, InvalidTransition>;

/// What belongs to the connections on a page.
struct Around {
    clients: HashMap<ConnectionId, developer::Client>,
    kept: Kept,
}

impl PublisherConnections<'_> {
    pub async fn of_app(
        self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
    ) -> Result<Page<developer::Connection>, Error> {
        let (listing, state) = filtered(query, ConnectionId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.apps().get(app).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let listed = platform.connections().of_app(app, &listing, state).await?;
        self.page(&mut tx, by, listed).await
    }

    /// Of all the publisher's apps, deleted ones among them, unless only some states are asked for.
    pub async fn list(
        self,
        by: &By<PublisherMember>,
        query: PageQuery,
    ) -> Result<Page<developer::Connection>, Error> {
        let (listing, state) = filtered(query, ConnectionId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let connections = tx.platform().await?.connections();
        let listed = connections.of_publisher(by.publisher(), &listing, state).await?;
        self.page(&mut tx, by, listed).await
    }

    pub async fn get(
        self,
        by: &By<PublisherMember>,
        id: ConnectionId,
    ) -> Result<developer::Connection, Error> {
        let mut tx = self.inner.store().read().await?;
        let found = tx.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        self.view(&mut tx, by, found.ok_or(Error::NotFound)?).await
    }

    /// The developer's own pause, which only the developer lifts.
    pub async fn pause(
        self,
        by: &By<Developer>,
        id: ConnectionId,
        request: Pause,
    ) -> Result<developer::Connection, Error> {
        let reason = self.inner.pause_reason(&request)?;
        let stop =
            Stop { by: PausedBy::Developer, at: self.inner.now(), person: Some(by.person().id), reason };
        self.take(by, id, AuditAction::ConnectionPaused, Connection::pause, Some(stop)).await
    }

    /// Lifts the developer's own pause.
    pub async fn resume(self, by: &By<Developer>, id: ConnectionId) -> Result<developer::Connection, Error> {
        self.take(by, id, AuditAction::ConnectionResumed, Connection::resume, None).await
    }

    async fn take(
        self,
        by: &By<Developer>,
        id: ConnectionId,
        action: AuditAction,
        transition: Transition,
        stop: Option<Stop>,
    ) -> Result<developer::Connection, Error> {
        let reason = stop.as_ref().and_then(|stop| stop.reason.clone());
        let mut work = begin!(self, by, action.as_str(), (id, &reason));
        let platform = work.platform().await?;
        let found = platform.connections().lock_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let (before, tenant) = (&found.connection, found.connection.tenant);
        let after = transition(before.clone(), PausedBy::Developer, self.inner.now())?;
        let connection = platform.connections().update(before, &after).await?;
        let stops = platform.stops(tenant);
        match stop {
            Some(stop) => stops.put(id, stop).await?,
            None => stops.lift(id, PausedBy::Developer).await?,
        }
        work.changed(&connection);
        let found = ConnectionOfTenant { connection, ..found };
        let publisher = self.inner.publishers_name(work.shared(), by).await?;
        let (to_tenant, event) = events(action, &found, reason.as_deref());
        work.record_for_as(&publisher, AuditChain::Tenant(tenant), to_tenant);
        let view = self.view(&mut work, by, found).await?;
        work.record(event).finish(view).await
    }

    async fn page<R>(
        self,
        tx: &mut Tx,
        by: &By<R>,
        listed: Listed<ConnectionOfTenant>,
    ) -> Result<Page<developer::Connection>, Error> {
        let mut listed = listed;
        let views = self.views(tx, by, std::mem::take(&mut listed.items)).await?;
        Ok(searched_page(listed.with(views), |one| one.id, ConnectionId::from_uuid, |one| one))
    }

    async fn view<R>(
        self,
        tx: &mut Tx,
        by: &By<R>,
        one: ConnectionOfTenant,
    ) -> Result<developer::Connection, Error> {
        let id = one.connection.id;
        let view = self.views(tx, by, vec![one]).await?.pop();
        view.ok_or_else(|| Error::broken("connection", id))
    }

    async fn views<R>(
        self,
        tx: &mut Tx,
        by: &By<R>,
        connections: Vec<ConnectionOfTenant>,
    ) -> Result<Vec<developer::Connection>, Error> {
        let mut around = self.around(tx, by, &connections).await?;
        let version = |one: &ConnectionOfTenant| (one.connection.app, one.connection.version);
        let versions: Vec<_> = connections.iter().map(version).collect();
        let asked = tx.platform().await?.app_versions().scopes_of(&versions).await?;
        let none = ScopeSet::new();
        let view = |one: ConnectionOfTenant| {
            let asked = asked.get(&version(&one)).unwrap_or(&none);
            self.with_version(one, asked, &mut around)
        };
        Ok(connections.into_iter().map(view).collect())
    }

    /// The clients of those that are active or paused, and what stops them.
    async fn around<R>(
        self,
        tx: &mut Tx,
        by: &By<R>,
        connections: &[ConnectionOfTenant],
    ) -> Result<Around, Error> {
        let platform = tx.platform().await?;
        let all: Vec<_> = connections.iter().map(|one| one.connection.clone()).collect();
        let connected: HashMap<_, _> = connections
            .iter()
            .filter(|one| one.connection.is_connected())
            .map(|one| (one.connection.id, one))
            .collect();
        let ids: Vec<_> = connected.keys().copied().collect();
        let found = platform.clients_of(&ids).await?;
        let mut kept = self.inner.stops_of_any(platform, &all, &found).await?;
        kept.names = names(*platform, by.person(), kept.people(&all).into_iter()).await?;
        let at = connected.values().map(|one| (one.connection.tenant, one.kind, one.slug.as_ref()));
        let formers = self.inner.formers(tx, at).await?;
        let client = |client: &Client| {
            let CredentialOwner::Connection(id) = client.credential.owner else { return None };
            Some((id, self.developers_client(connected.get(&id)?, &formers, client)))
        };
        Ok(Around { clients: found.iter().filter_map(client).collect(), kept })
    }

    fn developers_client(
        self,
        of: &ConnectionOfTenant,
        formers: &Formers,
        client: &Client,
    ) -> developer::Client {
        let (tenant, credential) = (of.connection.tenant, &client.credential);
        developer::Client {
            client_id: credential.id,
            auth_method: credential.auth_method,
            issuer: self.inner.urls().issuer(tenant, of.kind, of.slug.as_ref()),
            token_endpoint: self.inner.urls().token_endpoint(tenant, of.kind, of.slug.as_ref()),
            former_token_endpoints: formers.of(tenant),
            to_collect: credential.awaits_secret(&client.secrets),
            secrets: client.secrets.iter().map(|secret| secret_view(credential, secret)).collect(),
            secret_notices: notices(client, self.inner.now()),
            secret_last_used_at: client.secrets.iter().filter_map(|secret| secret.last_used_at).max(),
            workload_last_used_at: credential.workload_last_used_at,
            reported_at: client.secrets.iter().find_map(|secret| secret.reported_at),
            limits: self.inner.limits_of(client.refusals.as_ref()),
        }
    }

    fn with_version(
        self,
        one: ConnectionOfTenant,
        asked: &ScopeSet,
        around: &mut Around,
    ) -> developer::Connection {
        let ConnectionOfTenant { connection, app_name, tenant_name, kind, .. } = one;
        let client = around.clients.remove(&connection.id);
        let reader = Reader::Developer { tenant: &tenant_name };
        let stops = self.inner.stops_view(&connection, &around.kept, &reader);
        let state = state_at(&connection, self.inner.now());
        developer::Connection {
            id: connection.id,
            app_id: connection.app,
            app_name,
            tenant_id: connection.tenant,
            tenant_name,
            kind,
            state: state.name(),
            paused_by: pauses(&state),
            stops,
            version: connection.version,
            not_granted: asked.difference(&connection.granted).cloned().collect(),
            granted: connection.granted.into_iter().collect(),
            decided_at: connection.decided_at,
            updated_at: connection.updated_at,
            ends_at: connection.ends_at,
            client,
            reason: reason(connection.state),
        }
    }
}

/// Who made it is the tenant's to know.
fn secret_view(credential: &Credential, secret: &Secret) -> developer::ClientSecret {
    developer::ClientSecret {
        id: secret.id,
        hint: secret.hint.clone(),
        created_at: secret.created_at,
        last_used_at: secret.last_used_at,
        last_used_from: secret.last_used_from.clone(),
        expires_at: secret.expires_at,
        reported_at: secret.reported_at,
        replaced: credential.has_replaced(secret),
    }
}

/// The tenant reads that the publisher did it. The publisher reads who did it, in its own history; the tenant's event
/// names no app, so that the publisher does not read it twice.
fn events(action: AuditAction, found: &ConnectionOfTenant, reason: Option<&str>) -> (Event, Event) {
    let connection = &found.connection;
    let event = || Event::new(action, connection.id, &found.app_name).connection(connection.id);
    let to_tenant = event().detail(Detail::ByDeveloper { reason: reason.map(str::to_owned) });
    let own = reason.into_iter().fold(event().app(connection.app), Event::reason);
    (to_tenant, own.at(&found.tenant_name))
}
