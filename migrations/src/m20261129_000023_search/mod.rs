//! What searches look in: the folded names and ids of tenants, publishers and apps, and an index of their trigrams.
//!
//! The texts are made by the server (`model::search`), which fills these tables after the migration.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::translate;

const NOUNS: [&str; 3] = ["tenant", "publisher", "app"];

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261129_000023_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared(include_str!("revision.sql")).await?;
        for noun in NOUNS {
            let tables = include_str!("texts.sql").replace("{noun}", noun);
            database.execute_unprepared(&translate(&tables, backend)?).await?;
            if backend == DbBackend::Sqlite {
                let index = include_str!("trigrams.sqlite.sql").replace("{noun}", noun);
                database.execute_unprepared(&index).await?;
            }
        }
        if backend == DbBackend::Postgres {
            database.execute_unprepared(crate::TRIGRAMS_OF_POSTGRES).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
