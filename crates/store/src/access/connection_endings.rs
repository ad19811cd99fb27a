//! The ends of access by date: which are near, and what was told of them.

use std::collections::HashSet;

use model::{
    Timestamp,
    connection::Connection,
    ids::{ConnectionId, TenantId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::connections::{self, Connections};
use crate::catalogue::apps;
use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{connection_endings as row, connections as connection_row, insert_new, number, parts};

impl Connections<'_> {
    /// At most `limit` active and paused connections behind `after`, in order of id, whose access ends between the two
    /// times.
    pub async fn ending(
        &self,
        from: Timestamp,
        until: Timestamp,
        after: Option<ConnectionId>,
        limit: u64,
    ) -> Result<Vec<Connection>> {
        let mut select = connection_row::Entity::find()
            .filter(connection_row::Column::EndsAt.gt(from))
            .filter(connection_row::Column::EndsAt.lte(until))
            .filter(connection_row::Column::State.is_in(apps::CONNECTED))
            .order_by_asc(connection_row::Column::Id)
            .limit(limit);
        if let Some(after) = after {
            select = select.filter(connection_row::Column::Id.gt(after.uuid()));
        }
        connections::entities(self.conn, select.all(self.conn).await?).await
    }

    /// What was told of the ends of these.
    pub async fn endings_told(&self, of: &[ConnectionId]) -> Result<HashSet<(ConnectionId, Timestamp, u32)>> {
        let mut told = HashSet::new();
        for ids in parts(of.iter().map(|id| id.uuid()).collect()) {
            let found = row::Entity::find().filter(row::Column::ConnectionId.is_in(ids));
            for row in found.all(self.conn).await? {
                let days = number("connection_endings", "days", row.days)?;
                told.insert((ConnectionId::from_uuid(row.connection_id), row.ends_at, days));
            }
        }
        Ok(told)
    }
}

impl Tenanted<'_> {
    /// Notes that it is told so many days before the end. Whether it was not told before.
    pub async fn tell_of_ending(
        &self,
        connection: ConnectionId,
        ends_at: Timestamp,
        days: u32,
    ) -> Result<bool> {
        let row = row::Model {
            tenant_id: TenantId::uuid(self.tenant()),
            connection_id: connection.uuid(),
            ends_at,
            days: number("connection_endings", "days", days)?,
        };
        insert_new(self.conn, row).await
    }
}
