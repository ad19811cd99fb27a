//! Publishers that a tenant has blocked.

use model::{
    Timestamp,
    ids::{PersonId, PublisherId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{blocked_publishers as row, insert_new, one_changed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedPublisher {
    pub publisher: PublisherId,
    pub reason: String,
    pub by: PersonId,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
pub struct BlockedPublishers<'a> {
    conn: &'a DatabaseTransaction,
    tenanted: Tenanted<'a>,
}

impl<'a> Tenanted<'a> {
    pub const fn blocked_publishers(&self) -> BlockedPublishers<'a> {
        BlockedPublishers { conn: self.conn, tenanted: *self }
    }
}

impl BlockedPublishers<'_> {
    /// Whether it was not blocked before.
    pub async fn insert(&self, blocked: &BlockedPublisher) -> Result<bool> {
        let row = row::Model {
            tenant_id: self.tenanted.tenant().uuid(),
            publisher_id: blocked.publisher.uuid(),
            reason: blocked.reason.clone(),
            blocked_by: blocked.by.uuid(),
            blocked_at: blocked.at,
        };
        insert_new(self.conn, row).await
    }

    /// # Errors
    /// `NotFound` where it is not blocked.
    pub async fn delete(&self, publisher: PublisherId) -> Result<()> {
        let key = (self.tenanted.tenant().uuid(), publisher.uuid());
        one_changed(row::Entity::delete_by_id(key).exec(self.conn).await?.rows_affected)
    }

    /// The newest first.
    pub async fn list(&self) -> Result<Vec<BlockedPublisher>> {
        let newest = self.select().order_by_desc(row::Column::BlockedAt);
        let found = newest.order_by_desc(row::Column::PublisherId).all(self.conn).await?;
        Ok(found.into_iter().map(entity).collect())
    }

    /// Their ids, for a condition of another query.
    pub(crate) fn ids(&self) -> Select<row::Entity> {
        self.select().select_only().column(row::Column::PublisherId)
    }

    fn select(&self) -> Select<row::Entity> {
        row::Entity::find().filter(row::Column::TenantId.eq(self.tenanted.tenant().uuid()))
    }
}

fn entity(row: row::Model) -> BlockedPublisher {
    BlockedPublisher {
        publisher: PublisherId::from_uuid(row.publisher_id),
        reason: row.reason,
        by: PersonId::from_uuid(row.blocked_by),
        at: row.blocked_at,
    }
}
