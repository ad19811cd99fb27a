//! Counts of related rows, for the operator's lists.

use std::collections::HashMap;

use model::ids::{PublisherId, TenantId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{apps, publisher_members, tenant_counts as count_row, tenant_members};

#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn counts(&self) -> Counts<'a> {
        Counts { conn: self.conn }
    }
}

impl Counts<'_> {
    /// Rows by the value of a column; what has none is absent.
    async fn by<E: EntityTrait>(
        &self,
        select: Select<E>,
        column: E::Column,
        ids: Vec<Uuid>,
    ) -> Result<HashMap<Uuid, u32>> {
        let grouped = select
            .select_only()
            .column(column)
            .column_as(column.count(), "number")
            .filter(column.is_in(ids))
            .group_by(column)
            .into_tuple::<(Uuid, i64)>();
        let counted = grouped.all(self.conn).await?;
        Ok(counted.into_iter().map(|(id, number)| (id, u32::try_from(number).unwrap_or(u32::MAX))).collect())
    }

    /// Members of live tenants; a sandbox's are its publisher's.
    pub async fn members_of_tenants(&self, tenants: &[TenantId]) -> Result<HashMap<TenantId, u32>> {
        let ids = tenants.iter().map(|id| id.uuid()).collect();
        let counted = self.by(tenant_members::Entity::find(), tenant_members::Column::TenantId, ids).await?;
        Ok(counted.into_iter().map(|(id, number)| (TenantId::from_uuid(id), number)).collect())
    }

    /// Connections that are active or paused.
    pub async fn connections_of_tenants(&self, tenants: &[TenantId]) -> Result<HashMap<TenantId, u32>> {
        let kept = count_row::Entity::find()
            .filter(count_row::Column::TenantId.is_in(tenants.iter().map(|id| id.uuid())));
        let kept = kept.all(self.conn).await?.into_iter();
        let number = |kept: count_row::Model| u32::try_from(kept.connected).unwrap_or(u32::MAX);
        Ok(kept.map(|kept| (TenantId::from_uuid(kept.tenant_id), number(kept))).collect())
    }

    pub async fn members_of_publishers(
        &self,
        publishers: &[PublisherId],
    ) -> Result<HashMap<PublisherId, u32>> {
        let ids = publishers.iter().map(|id| id.uuid()).collect();
        let counted =
            self.by(publisher_members::Entity::find(), publisher_members::Column::PublisherId, ids).await?;
        Ok(counted.into_iter().map(|(id, number)| (PublisherId::from_uuid(id), number)).collect())
    }

    pub async fn apps_of_publishers(&self, publishers: &[PublisherId]) -> Result<HashMap<PublisherId, u32>> {
        let ids = publishers.iter().map(|id| id.uuid()).collect();
        let counted = self.by(apps::Entity::find(), apps::Column::PublisherId, ids).await?;
        Ok(counted.into_iter().map(|(id, number)| (PublisherId::from_uuid(id), number)).collect())
    }
}
