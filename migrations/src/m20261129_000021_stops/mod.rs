//! Who stopped what, when and why.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261129_000021_stops"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(include_str!("tables.sql"), backend)?).await?;
        if backend == DbBackend::Postgres {
            database.execute_unprepared(include_str!("wall.postgres.sql")).await?;
        }
        database.execute_unprepared(include_str!("history.sql")).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
