//! The database's schema, versioned, for SQLite and PostgreSQL.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod dialect;
mod m20261121_000001_first;
mod m20261129_000005_log_identity;
mod m20261129_000021_stops;
mod m20261129_000023_search;
mod m20261129_000024_counts;
mod m20261130_000030_workload;
mod m20261201_000041_scope_uses;
mod m20261201_000045_crowds;
mod m20261201_000046_credential_receipts;
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

/// Hosts of tenants' issuers.
const ADDRESSES: Script = Script {
    name: "m20261130_000029_addresses",
    schema: include_str!("m20261130_000029_addresses/schema.sql"),
    postgres: Some(include_str!("m20261130_000029_addresses/wall.postgres.sql")),
};

/// Documents of APIs.
const API_DOCUMENTS: Script = Script {
    name: "m20261130_000031_api_documents",
    schema: include_str!("m20261130_000031_api_documents/schema.sql"),
    postgres: None,
};

/// What admins read of an app beside its name.
const AI_AGENTS: Script = Script {
    name: "m20261130_000032_ai_agents",
    schema: include_str!("m20261130_000032_ai_agents/schema.sql"),
    postgres: None,
};

/// Ends of secrets, their warnings, and one-time links to them.
const ROTATION: Script = Script {
    name: "m20261201_000033_rotation",
    schema: include_str!("m20261201_000033_rotation/schema.sql"),
    postgres: Some(include_str!("m20261201_000033_rotation/wall.postgres.sql")),
};

/// Inboxes, and what is told of the end of access.
const NOTICES: Script = Script {
    name: "m20261201_000034_notices",
    schema: include_str!("m20261201_000034_notices/schema.sql"),
    postgres: Some(include_str!("m20261201_000034_notices/wall.postgres.sql")),
};

/// Where organisations hear of events.
const WEBHOOKS: Script = Script {
    name: "m20261201_000036_webhooks",
    schema: include_str!("m20261201_000036_webhooks/schema.sql"),
    postgres: Some(include_str!("m20261201_000036_webhooks/wall.postgres.sql")),
};

/// What clients asked for lately, and secrets that they had.
const ATTEMPTS: Script = Script {
    name: "m20261201_000037_attempts",
    schema: include_str!("m20261201_000037_attempts/schema.sql"),
    postgres: Some(include_str!("m20261201_000037_attempts/wall.postgres.sql")),
};

/// Tokens and refusals of each hour.
const USAGE: Script = Script {
    name: "m20261201_000038_usage",
    schema: include_str!("m20261201_000038_usage/schema.sql"),
    postgres: Some(include_str!("m20261201_000038_usage/wall.postgres.sql")),
};

/// What admins answer about newer versions, and drafts of versions.
const VERSION_ANSWERS: Script = Script {
    name: "m20261201_000040_version_answers",
    schema: include_str!("m20261201_000040_version_answers/schema.sql"),
    postgres: Some(include_str!("m20261201_000040_version_answers/wall.postgres.sql")),
};

/// Indexes of what waits for people.
const NEEDS: Script = Script {
    name: "m20261201_000042_needs",
    schema: include_str!("m20261201_000042_needs/schema.sql"),
    postgres: None,
};

/// Signed receipts of decisions, and members who ask for an app.
const RECEIPTS: Script = Script {
    name: "m20261201_000043_receipts",
    schema: include_str!("m20261201_000043_receipts/schema.sql"),
    postgres: Some(include_str!("m20261201_000043_receipts/wall.postgres.sql")),
};

/// Indexes of what lists are filtered by.
const FILTERS: Script = Script {
    name: "m20261201_000047_filters",
    schema: include_str!("m20261201_000047_filters/schema.sql"),
    postgres: None,
};

/// By what people recognize their sessions.
const SESSIONS: Script = Script {
    name: "m20261201_000048_sessions",
    schema: include_str!("m20261201_000048_sessions/schema.sql"),
    postgres: None,
};

/// Links to new passwords that wait to be mailed.
const PASSWORD_RESETS: Script = Script {
    name: "m20261201_000049_password_resets",
    schema: include_str!("m20261201_000049_password_resets/schema.sql"),
    postgres: None,
};

/// Set-up links that are mailed.
const MAILED_INVITATIONS: Script = Script {
    name: "m20261201_000050_mailed_invitations",
    schema: include_str!("m20261201_000050_mailed_invitations/schema.sql"),
    postgres: None,
};

/// Changes of people's addresses that wait for the new mailbox.
const ADDRESS_CHANGES: Script = Script {
    name: "m20261201_000052_address_changes",
    schema: include_str!("m20261201_000052_address_changes/schema.sql"),
    postgres: None,
};

/// Authenticator apps, recovery codes, and sign-ins that wait for a code.
const SECOND_FACTORS: Script = Script {
    name: "m20261201_000053_second_factors",
    schema: include_str!("m20261201_000053_second_factors/schema.sql"),
    postgres: None,
};

/// Personal access tokens.
const ACCESS_TOKENS: Script = Script {
    name: "m20261201_000055_access_tokens",
    schema: include_str!("m20261201_000055_access_tokens/schema.sql"),
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
            Box::new(ADDRESSES),
            Box::new(m20261130_000030_workload::Migration),
            Box::new(API_DOCUMENTS),
            Box::new(AI_AGENTS),
            Box::new(ROTATION),
            Box::new(NOTICES),
            Box::new(WEBHOOKS),
            Box::new(ATTEMPTS),
            Box::new(USAGE),
            Box::new(VERSION_ANSWERS),
            Box::new(m20261201_000041_scope_uses::Migration),
            Box::new(NEEDS),
            Box::new(RECEIPTS),
            Box::new(m20261201_000045_crowds::Migration),
            Box::new(m20261201_000046_credential_receipts::Migration),
            Box::new(FILTERS),
            Box::new(SESSIONS),
            Box::new(PASSWORD_RESETS),
            Box::new(MAILED_INVITATIONS),
            Box::new(ADDRESS_CHANGES),
            Box::new(SECOND_FACTORS),
            Box::new(ACCESS_TOKENS),
        ]
    }
}
