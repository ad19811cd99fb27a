//! The database's schema, versioned, for SQLite and PostgreSQL.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod dialect;
mod m20261121_000001_first;
mod m20261129_000005_log_identity;
mod m20261129_000021_stops;
mod m20261129_000023_search;
mod m20261129_000024_counts;
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

/// What nodes and commands have to tell each other about the whole.
const INSTALLATION: Script = Script {
    name: "m20261129_000008_installation",
    schema: include_str!("m20261129_000008_installation/schema.sql"),
    postgres: None,
};

/// Revisions of what forms change.
const REVISIONS: Script = Script {
    name: "m20261129_000017_revisions",
    schema: include_str!("m20261129_000017_revisions/schema.sql"),
    postgres: None,
};

/// What was made under an `Idempotency-Key`.
const REPEATED_REQUESTS: Script = Script {
    name: "m20261129_000018_repeated_requests",
    schema: include_str!("m20261129_000018_repeated_requests/schema.sql"),
    postgres: Some(include_str!("m20261129_000018_repeated_requests/wall.postgres.sql")),
};

/// Makes the indexes of searches on PostgreSQL that are missing, and warns where it may not.
pub const TRIGRAMS_OF_POSTGRES: &str = include_str!("m20261129_000023_search/trigrams.postgres.sql");

/// How invitations end, and links to a new password.
const INVITATIONS: Script = Script {
    name: "m20261129_000014_invitations",
    schema: include_str!("m20261129_000014_invitations/schema.sql"),
    postgres: None,
};

/// Wrong passwords, counted for all nodes.
const SIGN_IN_FAILURES: Script = Script {
    name: "m20261129_000015_sign_in_failures",
    schema: include_str!("m20261129_000015_sign_in_failures/schema.sql"),
    postgres: None,
};

/// What names that look alike have in common.
const NAMES: Script = Script {
    name: "m20261129_000019_names",
    schema: include_str!("m20261129_000019_names/schema.sql"),
    postgres: None,
};

/// What tenants have seen of an app's details, and publishers that they do not want to see.
const APP_DETAILS: Script = Script {
    name: "m20261129_000020_app_details",
    schema: include_str!("m20261129_000020_app_details/schema.sql"),
    postgres: Some(include_str!("m20261129_000020_app_details/wall.postgres.sql")),
};

/// Logos that the platform serves itself.
const LOGOS: Script = Script {
    name: "m20261129_000025_logos",
    schema: include_str!("m20261129_000025_logos/schema.sql"),
    postgres: None,
};

/// Keys of requests, behind the wall of whom they act for.
const OWN_KEYS: Script = Script {
    name: "m20261130_000026_own_keys",
    schema: "",
    postgres: Some(include_str!("m20261130_000026_own_keys/wall.postgres.sql")),
};

/// What follows a change elsewhere.
const OUTBOX: Script = Script {
    name: "m20261130_000027_outbox",
    schema: include_str!("m20261130_000027_outbox/schema.sql"),
    postgres: Some(include_str!("m20261130_000027_outbox/wall.postgres.sql")),
};

/// An index of sandboxes alone.
const SANDBOXES: Script = Script {
    name: "m20261130_000028_sandboxes",
    schema: include_str!("m20261130_000028_sandboxes/schema.sql"),
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
            Box::new(m20261129_000005_log_identity::Migration),
            Box::new(INSTALLATION),
            Box::new(REVISIONS),
            Box::new(REPEATED_REQUESTS),
            Box::new(NAMES),
            Box::new(APP_DETAILS),
            Box::new(m20261129_000021_stops::Migration),
            Box::new(m20261129_000023_search::Migration),
            Box::new(m20261129_000024_counts::Migration),
            Box::new(INVITATIONS),
            Box::new(SIGN_IN_FAILURES),
            Box::new(LOGOS),
            Box::new(OWN_KEYS),
            Box::new(OUTBOX),
            Box::new(SANDBOXES),
        ]
    }
}
