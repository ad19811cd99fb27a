//! When scopes were last used; an end and a pause for the tenants' own credentials.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261201_000041_scope_uses"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(include_str!("schema.sql"), backend)?).await?;
        if backend == DbBackend::Postgres {
            database.execute_unprepared(include_str!("wall.postgres.sql")).await?;
        }
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
