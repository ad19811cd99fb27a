//! What the largest platforms need: receivers of an event in groups, and the tenants without an owner, kept by triggers.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261201_000045_crowds"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(include_str!("schema.sql"), backend)?).await?;
        if backend == DbBackend::Postgres {
            // The wall around members binds the tables' owner too.
            database.execute_unprepared("SELECT set_config('grantry.tenant', '*', true)").await?;
        }
        database.execute_unprepared(include_str!("filling.sql")).await?;
        let keeping = match backend {
            DbBackend::Postgres => include_str!("keeping.postgres.sql"),
            _ => include_str!("keeping.sqlite.sql"),
        };
        database.execute_unprepared(keeping).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
