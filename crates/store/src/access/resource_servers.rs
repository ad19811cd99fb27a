//! The registered resource servers of an API.

use model::{
    Timestamp,
    api::ResourceServer,
    ids::{ApiId, PersonId, ResourceServerId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::secrets::SecretHash;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{self, one_changed, resource_servers as row};

#[derive(Debug, Clone, Copy)]
pub struct ResourceServers<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn resource_servers(&self) -> ResourceServers<'a> {
        ResourceServers { conn: self.conn }
    }
}

impl ResourceServers<'_> {
    /// # Errors
    /// `BrokenReference` where there is no such Api.
    pub async fn insert(&self, server: &ResourceServer, hash: SecretHash) -> Result<()> {
        let row = row::Model {
            id: server.id.uuid(),
            api_id: server.api.uuid(),
            name: server.name.clone(),
            hash: hash.into_bytes(),
            hint: server.hint.clone(),
            created_by: server.created_by.uuid(),
            created_at: server.created_at,
            reported_at: server.reported_at,
        };
        rows::insert(self.conn, row).await
    }

    /// An Api's verifiers, the newest first.
    pub async fn of_api(&self, api: ApiId) -> Result<Vec<ResourceServer>> {
        let found = row::Entity::find().filter(row::Column::ApiId.eq(api.uuid()));
        let found = found.order_by_desc(row::Column::Id).all(self.conn).await?;
        Ok(found.into_iter().map(entity).collect())
    }

    pub async fn get(&self, api: ApiId, id: ResourceServerId) -> Result<Option<ResourceServer>> {
        let found = row::Entity::find_by_id(id.uuid()).filter(row::Column::ApiId.eq(api.uuid()));
        Ok(found.one(self.conn).await?.map(entity))
    }

    /// The one with this secret.
    pub async fn by_hash(&self, hash: &SecretHash) -> Result<Option<ResourceServer>> {
        let found = row::Entity::find().filter(row::Column::Hash.eq(hash.clone().into_bytes()));
        Ok(found.one(self.conn).await?.map(entity))
    }

    /// Notes that its secret was reported as leaked; whether that was news.
    pub async fn report(&self, id: ResourceServerId, at: Timestamp) -> Result<bool> {
        let report = row::Entity::update_many()
            .col_expr(row::Column::ReportedAt, Expr::value(at))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::ReportedAt.is_null());
        Ok(report.exec(self.conn).await?.rows_affected > 0)
    }

    /// # Errors
    /// `NotFound` where the Api has no such verifier.
    pub async fn delete(&self, api: ApiId, id: ResourceServerId) -> Result<()> {
        let delete = row::Entity::delete_many()
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::ApiId.eq(api.uuid()));
        one_changed(delete.exec(self.conn).await?.rows_affected)
    }
}

fn entity(row: row::Model) -> ResourceServer {
    ResourceServer {
        id: ResourceServerId::from_uuid(row.id),
        api: ApiId::from_uuid(row.api_id),
        name: row.name,
        hint: row.hint,
        created_by: PersonId::from_uuid(row.created_by),
        created_at: row.created_at,
        reported_at: row.reported_at,
    }
}
