//! What nodes look up when they load clients and follow changes.

use sea_orm_migration::prelude::*;

use crate::dialect::translate;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000004_following"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = translate(include_str!("schema.sql"), manager.get_database_backend())?;
        manager.get_connection().execute_unprepared(&schema).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
