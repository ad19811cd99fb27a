//! The database's schema, versioned, for SQLite and PostgreSQL.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod dialect;
mod m20261121_000001_first;
mod m20261121_000002_token_service;
mod m20261121_000003_refusals;
mod m20261121_000004_following;

pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_first::Migration),
            Box::new(m20261121_000002_token_service::Migration),
            Box::new(m20261121_000003_refusals::Migration),
            Box::new(m20261121_000004_following::Migration),
        ]
    }
}
