//! Connections of many tenants that hold a grant.

use std::collections::HashMap;

use model::ids::{AppId, ConnectionId, TenantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::connections::Connections;
use crate::catalogue::apps;
use crate::errors::Result;
use crate::rows::{connections as row, number};

impl Connections<'_> {
    /// The active or paused connections with the app that are at an earlier version, each with its tenant, the oldest
    /// first: so many at most behind this one.
    pub async fn behind(
        &self,
        app: AppId,
        version: u32,
        after: Option<ConnectionId>,
        most: u64,
    ) -> Result<Vec<(ConnectionId, TenantId)>> {
        let version: i32 = number("connections", "version", version)?;
        let mut select = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::TenantId])
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::State.is_in(apps::CONNECTED))
            .filter(row::Column::Version.lt(version));
        if let Some(after) = after {
            select = select.filter(row::Column::Id.gt(after.uuid()));
        }
        let found: Vec<(Uuid, Uuid)> =
            select.order_by_asc(row::Column::Id).limit(most).into_tuple().all(self.conn).await?;
        let pair = |(id, tenant)| (ConnectionId::from_uuid(id), TenantId::from_uuid(tenant));
        Ok(found.into_iter().map(pair).collect())
    }

    /// The active or paused connections of these tenants with these apps.
    pub async fn connected(
        &self,
        tenants: &[TenantId],
        with: &[AppId],
    ) -> Result<HashMap<(TenantId, AppId), ConnectionId>> {
        let found: Vec<(Uuid, Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .columns([row::Column::TenantId, row::Column::AppId, row::Column::Id])
            .filter(row::Column::TenantId.is_in(tenants.iter().map(|tenant| tenant.uuid())))
            .filter(row::Column::AppId.is_in(with.iter().map(|app| app.uuid())))
            .filter(row::Column::State.is_in(apps::CONNECTED))
            .into_tuple()
            .all(self.conn)
            .await?;
        let pair = |(tenant, app, id)| {
            ((TenantId::from_uuid(tenant), AppId::from_uuid(app)), ConnectionId::from_uuid(id))
        };
        Ok(found.into_iter().map(pair).collect())
    }
}
