//! A migration that is nothing but SQL.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

/// Runs in one transaction.
pub struct Script {
    pub name: &'static str,
    /// For both databases.
    pub schema: &'static str,
    /// For PostgreSQL alone, after that.
    pub postgres: Option<&'static str>,
}

impl MigrationName for Script {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Script {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(&translate(self.schema, backend)?).await?;
        if let (DbBackend::Postgres, Some(sql)) = (backend, self.postgres) {
            database.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
