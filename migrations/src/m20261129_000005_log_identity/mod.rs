//! The change log's identity: an epoch for the whole, and a random mark for each row.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261129_000005_log_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(include_str!("schema.sql"), backend)?).await?;
        let rows = match backend {
            DbBackend::Postgres => include_str!("rows.postgres.sql"),
            _ => include_str!("rows.sqlite.sql"),
        };
        database.execute_unprepared(rows).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
