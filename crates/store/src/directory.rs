//! What the token path keeps in memory of every client, read in bulk. Nothing here runs while a token is asked for.

use std::collections::{BTreeSet, HashMap};

use ipnet::IpNet;

use model::{
    Timestamp,
    app::ClientKeys,
    connection::StateName,
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, ResourceServerId, SecretId, TenantId},
    scope::{ScopeName, ScopeSet},
    token::TokenFormat,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use crate::{
    Error, Platform, Result, apps,
    rows::{
        apis as api, app_versions as app_version, apps as app, connection_scopes as connection_scope,
        connections as connection, credentials as credential, number, parse, parts,
        resource_servers as resource_server, scopes as scope, secrets as secret, tenants as tenant,
    },
    spaced,
};

/// A client of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryClient {
    pub id: CredentialId,
    pub tenant: TenantId,
    pub environment: Environment,
    /// `None` for a tenant's own credential.
    pub connection: Option<ConnectionId>,
    pub app: Option<AppId>,
    pub auth_method: AuthMethod,
    /// Of an app's client that signs its requests.
    pub keys: Option<ClientKeys>,
    /// Where its requests come from; anywhere where it is empty.
    pub egress_networks: BTreeSet<IpNet>,
    /// At most two, newest first; without those that somebody found.
    pub secrets: Vec<DirectorySecret>,
    pub scopes: ScopeSet,
    /// Whether connection and app allow tokens, end date aside.
    pub active: bool,
    pub ends_at: Option<Timestamp>,
    pub generation: u64,
}

#[derive(Clone, PartialEq, Eq)]
pub struct DirectorySecret {
    pub id: SecretId,
    /// As `credentials::HashedSecret` writes it.
    pub hash: Vec<u8>,
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for DirectorySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DirectorySecret({})", self.id)
    }
}

/// A client as it is now, or that it is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Client(DirectoryClient),
    Gone(CredentialId),
}

/// Whose clients changed.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    pub credentials: Vec<CredentialId>,
    pub connections: Vec<ConnectionId>,
    pub tenants: Vec<TenantId>,
}

/// A scope of the catalogue with what its API says about tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryScope {
    pub name: ScopeName,
    pub api_identifier: String,
    /// Seconds.
    pub token_lifetime: u32,
    pub token_format: TokenFormat,
    pub smart_backend_services: bool,
}

/// A verifier that may introspect tokens and read the feed.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectoryResourceServer {
    pub id: ResourceServerId,
    pub api_identifier: String,
    /// As `credentials::HashedSecret` writes it.
    pub hash: Vec<u8>,
}

impl std::fmt::Debug for DirectoryResourceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DirectoryResourceServer({})", self.id)
    }
}

impl Platform<'_> {
    /// At most `limit` clients after `after`, in order of id.
    pub async fn directory_page(
        &self,
        after: Option<CredentialId>,
        limit: u64,
    ) -> Result<Vec<DirectoryClient>> {
        let mut query = credential::Entity::find().filter(credential::Column::DeletedAt.is_null());
        if let Some(after) = after {
            query = query.filter(credential::Column::Id.gt(after.uuid()));
        }
        let rows = query.order_by_asc(credential::Column::Id).limit(limit).all(self.conn).await?;
        load(self.conn, rows).await
    }

    /// The credentials, and all that the connections and tenants have or had, as they are now.
    pub async fn directory_changed(&self, changed: &Changed) -> Result<Vec<Found>> {
        let Changed { credentials, connections, tenants } = changed;
        let mut which = Condition::any();
        if !credentials.is_empty() {
            which = which.add(credential::Column::Id.is_in(credentials.iter().map(|id| id.uuid())));
        }
        if !connections.is_empty() {
            which = which.add(credential::Column::ConnectionId.is_in(connections.iter().map(|id| id.uuid())));
        }
        if !tenants.is_empty() {
            which = which.add(credential::Column::TenantId.is_in(tenants.iter().map(|id| id.uuid())));
        }
        if which.is_empty() {
            return Ok(Vec::new());
        }
        let rows = credential::Entity::find().filter(which).all(self.conn).await?;
        let (gone, there): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.deleted_at.is_some());
        let mut found: Vec<_> =
            gone.into_iter().map(|row| Found::Gone(CredentialId::from_uuid(row.id))).collect();
        for some in parts(there) {
            found.extend(load(self.conn, some).await?.into_iter().map(Found::Client));
        }
        Ok(found)
    }

    /// Every scope with its API.
    pub async fn directory_scopes(&self) -> Result<Vec<DirectoryScope>> {
        let apis: HashMap<Uuid, api::Model> =
            api::Entity::find().all(self.conn).await?.into_iter().map(|api| (api.id, api)).collect();
        let scopes = scope::Entity::find().order_by_asc(scope::Column::Name).all(self.conn).await?;
        let with_api = |scope: scope::Model| {
            let api = apis.get(&scope.api_id).ok_or(Error::BrokenReference)?;
            Ok(DirectoryScope {
                name: parse("scopes", "name", &scope.name)?,
                api_identifier: api.identifier.clone(),
                token_lifetime: number("apis", "token_lifetime", api.token_lifetime)?,
                token_format: parse("apis", "token_format", &api.token_format)?,
                smart_backend_services: api.smart_backend_services,
            })
        };
        scopes.into_iter().map(with_api).collect()
    }

    /// Every registered verifier, without those whose secret somebody found.
    pub async fn directory_resource_servers(&self) -> Result<Vec<DirectoryResourceServer>> {
        let working = resource_server::Entity::find().filter(resource_server::Column::ReportedAt.is_null());
        let found = working.find_also_related(api::Entity).all(self.conn).await?;
        let with_api = |(row, api): (resource_server::Model, Option<api::Model>)| {
            Ok(DirectoryResourceServer {
                id: ResourceServerId::from_uuid(row.id),
                api_identifier: api.ok_or(Error::BrokenReference)?.identifier,
                hash: row.hash,
            })
        };
        found.into_iter().map(with_api).collect()
    }

    /// Every tenant and its side.
    pub async fn directory_tenants(&self) -> Result<Vec<(TenantId, Environment)>> {
        let rows = tenant::Entity::find().all(self.conn).await?;
        rows.into_iter()
            .map(|row| Ok((TenantId::from_uuid(row.id), parse("tenants", "kind", &row.kind)?)))
            .collect()
    }

    /// These tenants and their sides; `None` where there is no such tenant.
    pub async fn directory_environments(
        &self,
        ids: &[TenantId],
    ) -> Result<Vec<(TenantId, Option<Environment>)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let known = tenant::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        let rows = tenant::Entity::find().filter(known).all(self.conn).await?;
        let kinds: HashMap<Uuid, String> = rows.into_iter().map(|row| (row.id, row.kind)).collect();
        let side = |id: &TenantId| {
            let kind = kinds.get(&id.uuid()).map(|kind| parse("tenants", "kind", kind)).transpose()?;
            Ok((*id, kind))
        };
        ids.iter().map(side).collect()
    }
}

async fn load(conn: &DatabaseTransaction, rows: Vec<credential::Model>) -> Result<Vec<DirectoryClient>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let credentials: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let tenants: BTreeSet<Uuid> = rows.iter().map(|row| row.tenant_id).collect();
    let connections: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.connection_id).collect();

    let tenants = tenant::Entity::find().filter(tenant::Column::Id.is_in(tenants)).all(conn).await?;
    let tenants: HashMap<Uuid, String> = tenants.into_iter().map(|row| (row.id, row.kind)).collect();
    let found = connection::Entity::find()
        .filter(connection::Column::Id.is_in(connections.clone()))
        .all(conn)
        .await?;
    let apps: BTreeSet<Uuid> = found.iter().map(|row| row.app_id).collect();
    let found: HashMap<Uuid, connection::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let apps = app::Entity::find().filter(app::Column::Id.is_in(apps)).all(conn).await?;
    let networks = networks(conn, apps.iter().map(|app| app.id)).await?;
    let apps: HashMap<Uuid, app::Model> = apps.into_iter().map(|row| (row.id, row)).collect();

    let mut scopes: HashMap<Uuid, ScopeSet> = HashMap::new();
    let of_connections = connection_scope::Column::ConnectionId.is_in(connections);
    for row in connection_scope::Entity::find().filter(of_connections).all(conn).await? {
        let name = parse("connection_scopes", "name", &row.name)?;
        scopes.entry(row.connection_id).or_default().insert(name);
    }
    let mut secrets: HashMap<Uuid, Vec<DirectorySecret>> = HashMap::new();
    let of_credentials = secret::Column::CredentialId.is_in(credentials);
    let working = secret::Entity::find().filter(secret::Column::ReportedAt.is_null());
    let newest_first = working.filter(of_credentials).order_by_desc(secret::Column::Id);
    for row in newest_first.all(conn).await? {
        let secret =
            DirectorySecret { id: SecretId::from_uuid(row.id), hash: row.hash, expires_at: row.expires_at };
        secrets.entry(row.credential_id).or_default().push(secret);
    }

    let client = |row: credential::Model| {
        let mut client = DirectoryClient {
            id: CredentialId::from_uuid(row.id),
            tenant: TenantId::from_uuid(row.tenant_id),
            environment: parse(
                "tenants",
                "kind",
                tenants.get(&row.tenant_id).ok_or(Error::BrokenReference)?,
            )?,
            connection: row.connection_id.map(ConnectionId::from_uuid),
            app: None,
            auth_method: parse("credentials", "auth_method", &row.auth_method)?,
            keys: None,
            egress_networks: BTreeSet::new(),
            secrets: secrets.remove(&row.id).unwrap_or_default(),
            scopes: own_scopes(row.scopes.as_deref())?,
            active: true,
            ends_at: None,
            generation: number("credentials", "generation", row.generation)?,
        };
        if let Some(id) = row.connection_id {
            let connection = found.get(&id).ok_or(Error::BrokenReference)?;
            let app = apps.get(&connection.app_id).ok_or(Error::BrokenReference)?;
            client.keys = apps::client_keys(app.jwks.clone(), app.jwks_uri.clone());
            let accepted = (connection.app_id, connection.version);
            client.egress_networks = networks.get(&accepted).cloned().unwrap_or_default();
            client.app = Some(AppId::from_uuid(connection.app_id));
            client.scopes = scopes.get(&id).cloned().unwrap_or_default();
            client.active = connection.state == StateName::Active.as_str()
                && app.state != model::app::AppState::Suspended.as_str();
            client.ends_at = connection.ends_at;
            client.generation = number("connections", "generation", connection.generation)?;
        }
        Ok(client)
    };
    rows.into_iter().map(client).collect()
}

/// The egress networks of the apps' versions that name any.
async fn networks(
    conn: &DatabaseTransaction,
    apps: impl Iterator<Item = Uuid>,
) -> Result<HashMap<(Uuid, i32), BTreeSet<IpNet>>> {
    let found = app_version::Entity::find()
        .filter(app_version::Column::AppId.is_in(apps))
        .filter(app_version::Column::EgressNetworks.ne(""))
        .all(conn)
        .await?;
    let named = |row: app_version::Model| {
        let networks = spaced::read("app_versions", "egress_networks", &row.egress_networks)?;
        Ok(((row.app_id, row.number), networks))
    };
    found.into_iter().map(named).collect()
}

fn own_scopes(names: Option<&str>) -> Result<ScopeSet> {
    names.unwrap_or_default().split_whitespace().map(|name| parse("credentials", "scopes", name)).collect()
}
