//! The first schema. Unique constraints are named `table_columns`: the store tells from the name what is taken.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

const TABLES: &[&str] = &[
    include_str!("people.sql"),
    include_str!("catalogue.sql"),
    include_str!("apps.sql"),
    include_str!("connections.sql"),
    include_str!("credentials.sql"),
    include_str!("keys_and_changes.sql"),
    include_str!("audit.sql"),
];

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261121_000001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let database = manager.get_connection();
        let backend = manager.get_database_backend();
        for tables in TABLES {
            database.execute_unprepared(&translate(tables, backend)?).await?;
        }
        let walls = match backend {
            DbBackend::Postgres => include_str!("walls.postgres.sql"),
            _ => include_str!("walls.sqlite.sql"),
        };
        database.execute_unprepared(walls).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
