//! The database's schema, versioned, for SQLite and PostgreSQL.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod dialect;
mod m20261121_000001_first;
mod script;

use script::Script;

/// What the token service needs beyond issuing: formats, verifiers, client keys, networks, revocation and limits.
const TOKEN_SERVICE: Script = Script {
    name: "m20261121_000002_token_service",
    schema: include_str!("m20261121_000002_token_service/schema.sql"),
    postgres: None,
};

/// Who was refused for asking too often.
const REFUSALS: Script = Script {
    name: "m20261121_000003_refusals",
    schema: include_str!("m20261121_000003_refusals/schema.sql"),
    postgres: Some(include_str!("m20261121_000003_refusals/wall.postgres.sql")),
};

/// What nodes look up when they load clients and follow changes.
const FOLLOWING: Script = Script {
    name: "m20261121_000004_following",
    schema: include_str!("m20261121_000004_following/schema.sql"),
    postgres: None,
};

pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_first::Migration),
            Box::new(TOKEN_SERVICE),
            Box::new(REFUSALS),
            Box::new(FOLLOWING),
        ]
    }
}
