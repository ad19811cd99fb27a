//! Reads all clients in pages, for a node that starts.

use std::collections::BTreeSet;

use model::ids::CredentialId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};

use super::assembly::{self, Rows, assemble};
use super::client::DirectoryClient;
use super::tenant::{DirectoryTenant, tenants};
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{
    app_versions as app_version, apps as app, connection_scopes as connection_scope,
    connections as connection, credentials as credential, secrets as secret, tenant_addresses as address,
    tenants as tenant,
};

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

    /// Every tenant with its addresses.
    pub async fn directory_tenants(&self) -> Result<Vec<DirectoryTenant>> {
        let found = tenant::Entity::find().all(self.conn).await?;
        // Read after the tenants: an address whose tenant is newer than those is read again by the next look.
        let addresses = address::Entity::find().all(self.conn).await?;
        tenants(found, addresses)
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
        .filter(assembly::named())
        .all(conn)
        .await?;
    let closed_issuers = assembly::closed_issuers().all(conn).await?;
    let apps = app::Entity::find().filter(app::Column::Id.is_in(apps)).all(conn).await?;
    let scopes = connection_scope::Column::ConnectionId.is_in(connections);
    let scopes = connection_scope::Entity::find().filter(scopes).all(conn).await?;
    let secrets = secret::Entity::find()
        .filter(secret::Column::ReportedAt.is_null())
        .filter(secret::Column::CredentialId.is_in(credentials))
        .order_by_desc(secret::Column::Id)
        .all(conn)
        .await?;
    assemble(rows, Rows { tenants, connections: found, apps, versions, closed_issuers, scopes, secrets })
}
