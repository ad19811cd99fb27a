//! Workload identity: who signs the tokens of workloads, and which workloads a version's clients are.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261130_000030_workload"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(include_str!("schema.sql"), backend)?).await?;
        let words = match backend {
            DbBackend::Postgres => include_str!("words.postgres.sql"),
            _ => include_str!("words.sqlite.sql"),
        };
        database.execute_unprepared(words).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
