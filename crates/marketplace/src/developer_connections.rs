//! Connections as their developer sees them: the state, never the secret.

use std::collections::HashMap;

use model::{
    audit::{AuditAction, AuditChain},
    connection::{Connection, InvalidTransition, PausedBy},
    credential::{AuthMethod, CredentialOwner},
    ids::{AppId, ConnectionId},
    scope::ScopeSet,
};
use store::{Listed, Tx, connections::ConnectionOfTenant};
use wire::{
    developer,
    page::{Page, PageQuery},
};

use crate::{
    By, Developer, Error, Marketplace, PublisherMember,
    available_apps::reason,
    connections::{pauses, state_at},
    history::Deed,
    listing::{listing, page},
};

type Transition = fn(Connection, PausedBy, model::Timestamp) -> Result<Connection, InvalidTransition>;

impl Marketplace {
    pub async fn connections_of_app(
        &self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
    ) -> Result<Page<developer::Connection>, Error> {
        let listing = listing(&query, ConnectionId::uuid)?;
        let mut tx = self.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.apps().get(app).await?;
        found.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let listed = platform.connections().of_app(app, &listing).await?;
        self.connection_page(&mut tx, listed).await
    }

    /// Of all the publisher's apps.
    pub async fn connections_of_publisher(
        &self,
        by: &By<PublisherMember>,
        query: PageQuery,
    ) -> Result<Page<developer::Connection>, Error> {
        let listing = listing(&query, ConnectionId::uuid)?;
        let mut tx = self.store().read().await?;
        let listed = tx.platform().await?.connections().of_publisher(by.publisher(), &listing).await?;
        self.connection_page(&mut tx, listed).await
    }

    pub async fn connection_of_publisher(
        &self,
        by: &By<PublisherMember>,
        id: ConnectionId,
    ) -> Result<developer::Connection, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        self.view(&mut tx, found.ok_or(Error::NotFound)?).await
    }

    /// The developer's own pause, which only the developer lifts.
    pub async fn pause_by_developer(
        &self,
        by: &By<Developer>,
        id: ConnectionId,
    ) -> Result<developer::Connection, Error> {
        self.take_by_developer(by, id, AuditAction::ConnectionPaused, Connection::pause).await
    }

    /// Lifts the developer's own pause.
    pub async fn resume_by_developer(
        &self,
        by: &By<Developer>,
        id: ConnectionId,
    ) -> Result<developer::Connection, Error> {
        self.take_by_developer(by, id, AuditAction::ConnectionResumed, Connection::resume).await
    }

    async fn take_by_developer(
        &self,
        by: &By<Developer>,
        id: ConnectionId,
        action: AuditAction,
        transition: Transition,
    ) -> Result<developer::Connection, Error> {
        let mut tx = self.store().begin().await?;
        let found = tx.platform().await?.connections().get_of_publisher(by.publisher(), id).await?;
        let found = found.ok_or(Error::NotFound)?;
        let tenant = found.connection.tenant;
        let connections = tx.within(tenant).await?.connections();
        let before = connections.lock(id).await?.ok_or(Error::NotFound)?;
        let connection = connections.update(&transition(before, PausedBy::Developer, self.now())?).await?;
        let found = ConnectionOfTenant { connection, ..found };
        self.tell_both(&mut tx, by, action, &found).await?;
        tx.within(tenant).await?.connection_changed(id, self.now()).await?;
        let view = self.view(&mut tx, found).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The tenant reads that the publisher did it. The publisher reads who did it, in its own history; the tenant's
    /// entry names no app, so that the publisher does not read it twice.
    async fn tell_both(
        &self,
        tx: &mut Tx,
        by: &By<Developer>,
        action: AuditAction,
        found: &ConnectionOfTenant,
    ) -> Result<(), Error> {
        let connection = &found.connection;
        let deed = || Deed::new(action, connection.id, &found.app_name).connection(connection.id);
        let publisher = self.publishers_name(tx, by).await?;
        let chain = AuditChain::Tenant(connection.tenant);
        self.record_as(tx, chain, publisher, None, deed().detail("By the app's developer")).await?;
        let deed = deed().app(connection.app).detail(format!("At {}", found.tenant_name));
        self.record(tx, AuditChain::Publisher(by.publisher()), by, deed).await
    }

    async fn connection_page(
        &self,
        tx: &mut Tx,
        listed: Listed<ConnectionOfTenant>,
    ) -> Result<Page<developer::Connection>, Error> {
        let Listed { items, more } = listed;
        let clients = self.clients_of_apps(tx, &items).await?;
        let mut views = Vec::with_capacity(items.len());
        for one in items {
            let client = clients.get(&one.connection.id).cloned();
            views.push(self.with_version(tx, one, client).await?);
        }
        Ok(page(Listed { items: views, more }, |one| one.id, |one| one))
    }

    async fn view(&self, tx: &mut Tx, one: ConnectionOfTenant) -> Result<developer::Connection, Error> {
        let client = self.clients_of_apps(tx, std::slice::from_ref(&one)).await?.remove(&one.connection.id);
        self.with_version(tx, one, client).await
    }

    /// The clients of those that are active or paused.
    async fn clients_of_apps(
        &self,
        tx: &mut Tx,
        connections: &[ConnectionOfTenant],
    ) -> Result<HashMap<ConnectionId, developer::Client>, Error> {
        let connected: HashMap<_, _> = connections
            .iter()
            .filter(|one| one.connection.is_connected())
            .map(|one| (one.connection.id, one))
            .collect();
        let platform = tx.platform().await?;
        let ids: Vec<_> = connected.keys().copied().collect();
        let credentials = platform.credentials().of_connections(&ids).await?;
        let ids: Vec<_> = credentials.iter().map(|credential| credential.id).collect();
        let secrets = platform.secrets().of(&ids).await?;
        let mut limits = self.limits_of(tx, &ids).await?;
        let mut clients = HashMap::new();
        for credential in credentials {
            let CredentialOwner::Connection(id) = credential.owner else { continue };
            let Some(ConnectionOfTenant { connection, kind, .. }) = connected.get(&id) else { continue };
            let mut own = secrets.iter().filter(|secret| secret.credential == credential.id).peekable();
            let client = developer::Client {
                client_id: credential.id,
                auth_method: credential.auth_method,
                issuer: self.urls().issuer(connection.tenant, *kind),
                token_endpoint: self.urls().token_endpoint(connection.tenant, *kind),
                to_collect: credential.auth_method == AuthMethod::ClientSecret && own.peek().is_none(),
                reported_at: own.find_map(|secret| secret.reported_at),
                limits: limits.remove(&credential.id).unwrap_or_default(),
            };
            clients.insert(id, client);
        }
        Ok(clients)
    }

    async fn with_version(
        &self,
        tx: &mut Tx,
        one: ConnectionOfTenant,
        client: Option<developer::Client>,
    ) -> Result<developer::Connection, Error> {
        let ConnectionOfTenant { connection, app_name, tenant_name, kind } = one;
        let version = tx.platform().await?.app_versions().get(connection.app, connection.version).await?;
        let state = state_at(&connection, self.now());
        let asked: ScopeSet = version.map(|version| version.all_scopes()).unwrap_or_default();
        Ok(developer::Connection {
            id: connection.id,
            app_id: connection.app,
            app_name,
            tenant_id: connection.tenant,
            tenant_name,
            kind,
            state: state.name(),
            paused_by: pauses(&state),
            version: connection.version,
            not_granted: asked.difference(&connection.granted).cloned().collect(),
            granted: connection.granted.into_iter().collect(),
            decided_at: connection.decided_at,
            updated_at: connection.updated_at,
            ends_at: connection.ends_at,
            client,
            reason: reason(connection.state),
        })
    }
}
