//! What the token path keeps in memory of every client, read in bulk. Nothing here runs while a token is asked for.

mod assembly;
mod changed;
mod shared;

use std::collections::BTreeSet;

use ipnet::IpNet;

use model::{
    Timestamp,
    app::ClientKeys,
    credential::AuthMethod,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, SecretId, TenantId},
    scope::ScopeSet,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};

use crate::{
    Platform, Result,
    rows::{
        app_versions as app_version, apps as app, connection_scopes as connection_scope,
        connections as connection, credentials as credential, parse, secrets as secret, tenants as tenant,
    },
};
use assembly::{Rows, assemble, found};

pub use changed::{Changed, Details};
pub use shared::{DirectoryResourceServer, DirectoryScope, Shared};

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
    /// At most two, newest first; without those that someone found.
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

    /// Every tenant and its environment.
    pub async fn directory_tenants(&self) -> Result<Vec<(TenantId, Environment)>> {
        let rows = tenant::Entity::find().all(self.conn).await?;
        rows.into_iter()
            .map(|row| Ok((TenantId::from_uuid(row.id), parse("tenants", "kind", &row.kind)?)))
            .collect()
    }
}

/// Of a page: its rows are named one by one, since what a page holds may change meanwhile.
async fn load(conn: &DatabaseTransaction, rows: Vec<credential::Model>) -> Result<Vec<DirectoryClient>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let credentials: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let tenants: BTreeSet<Uuid> = rows.iter().map(|row| row.tenant_id).collect();
    let connections: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.connection_id).collect();

    let tenants = tenant::Entity::find().filter(tenant::Column::Id.is_in(tenants)).all(conn).await?;
    let found = connection::Column::Id.is_in(connections.clone());
    let found = connection::Entity::find().filter(found).all(conn).await?;
    let apps: BTreeSet<Uuid> = found.iter().map(|row| row.app_id).collect();
    let versions = app_version::Entity::find()
        .filter(app_version::Column::AppId.is_in(apps.clone()))
        .filter(app_version::Column::EgressNetworks.ne(""))
        .all(conn)
        .await?;
    let apps = app::Entity::find().filter(app::Column::Id.is_in(apps)).all(conn).await?;
    let scopes = connection_scope::Column::ConnectionId.is_in(connections);
    let scopes = connection_scope::Entity::find().filter(scopes).all(conn).await?;
    let secrets = secret::Entity::find()
        .filter(secret::Column::ReportedAt.is_null())
        .filter(secret::Column::CredentialId.is_in(credentials))
        .order_by_desc(secret::Column::Id)
        .all(conn)
        .await?;
    assemble(rows, Rows { tenants, connections: found, apps, versions, scopes, secrets })
}
