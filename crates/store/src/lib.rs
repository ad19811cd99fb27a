//! The database: one code path for SQLite and PostgreSQL, and the only crate that names SeaORM besides `migrations`.
//!
//! [`Store::begin`] gives a transaction, a transaction gives one of three handles, and a handle the nouns:
//! [`Tx::platform`] opens to all rows, [`Tx::within`] to one tenant's, [`Tx::shared`] to what belongs to no tenant. Nothing
//! else reaches a row. A transaction ends with [`Tx::finish`], which writes its events and changes.
//!
//! What comes back is an entity of `model`. A row that cannot be one is [`Error::Corrupt`], never a panic.

mod at_once;
mod change_log;
mod claim;
mod condition;
mod connect_options;
pub mod embedded;
mod error;
mod file;
mod last_uses;
mod listener;
mod listing;
mod newest;
mod records;
mod rows;
mod schema;
mod search_index;
mod settings;
mod shares;
mod spaced;
mod statements;
mod store;
mod texts;
mod tx;

pub mod apis;
pub mod app_details;
pub mod app_versions;
pub mod apps;
pub mod audit;
pub mod available_apps;
pub mod backup;
pub mod blocked_publishers;
pub mod changes;
pub mod clients;
pub mod connections;
pub mod counts;
pub mod credentials;
pub mod directory;
pub mod installation;
pub mod invitations;
pub mod logos;
pub mod looks;
pub mod made_once;
pub mod name_looks;
pub mod outbox;
pub mod password_links;
pub mod people;
pub mod places;
pub mod publishers;
pub mod refusals;
pub mod resource_servers;
pub mod restored;
pub mod revoked_tokens;
pub mod scopes;
pub mod secrets;
pub mod sessions;
pub mod sign_in_failures;
pub mod signing_keys;
pub mod stops;
pub mod targets;
pub mod tenants;
pub mod usage;
pub mod used_assertions;
pub mod wrapped_keys;

pub use claim::{Claim, ClaimError, Use};
pub use condition::{Condition, Facts, refused_by_full_disk};
pub use error::{Error, Result};
pub use listener::Listening;
pub use listing::{Listed, Listing, walk};
pub use records::Records;
pub use schema::Schema;
pub use settings::Settings;
pub use shares::Share;
pub use statements::{counted, sent};
pub use store::Store;
pub use tx::{Platform, Shared, Tenanted, Tx};
