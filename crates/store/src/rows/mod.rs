//! The tables as SeaORM sees them, a file each, and what their values are. Nothing of this leaves the crate.

pub mod accounts;
pub mod apis;
pub mod app_counts;
pub mod app_detail_changes;
pub mod app_suspensions;
pub mod app_version_scopes;
pub mod app_versions;
pub mod apps;
pub mod audit_entries;
pub mod audit_heads;
pub mod blocked_publishers;
pub mod change_log;
pub mod changes;
pub mod connection_scopes;
pub mod connection_stops;
pub mod connections;
pub mod credentials;
pub mod installation;
pub mod invitations;
pub mod logos;
pub mod made_once;
pub mod outbox;
pub mod password_links;
pub mod people;
pub mod publisher_members;
pub mod publishers;
pub mod refusals;
pub mod resource_servers;
pub mod revoked_tokens;
pub mod scopes;
pub mod secrets;
pub mod sessions;
pub mod sign_in_failures;
pub mod signing_keys;
pub mod spaced;
pub mod targets;
pub mod tenant_counts;
pub mod tenant_members;
pub mod tenants;
pub mod usage_counts;
pub mod used_assertions;
mod values;
pub mod wrapped_keys;

pub use values::{
    AT_ONCE, corrupt, insert, insert_all, insert_new, number, one_changed, parse, parts, revision, won,
};
