//! The database: one code path for SQLite and PostgreSQL, and the only crate that names SeaORM besides `migrations`.
//!
//! [`Store::begin`] gives a transaction, a transaction gives one of two doors, and a door gives the nouns:
//! [`Tx::platform`] opens to all rows, [`Tx::within`] to one tenant's. Nothing else reaches a row.
//!
//! What comes back is an entity of `model`. A row that cannot be one is [`Error::Corrupt`], never a panic.

mod error;
mod joined;
mod last_uses;
mod listening;
mod listing;
mod rows;
mod settings;
mod spaced;
mod store;
mod tx;

pub mod apis;
pub mod app_versions;
pub mod apps;
pub mod audit;
pub mod available_apps;
pub mod changes;
pub mod connections;
pub mod counts;
pub mod credentials;
pub mod directory;
pub mod invitations;
pub mod people;
pub mod publishers;
pub mod refusals;
pub mod resource_servers;
pub mod revoked_tokens;
pub mod scopes;
pub mod secrets;
pub mod sessions;
pub mod signing_keys;
pub mod targets;
pub mod tenants;
pub mod usage;
pub mod used_assertions;
pub mod wrapped_keys;

pub use error::{Error, Result};
pub use listening::Listening;
pub use listing::{Listed, Listing};
pub use settings::Settings;
pub use store::Store;
pub use tx::{Platform, Tenanted, Tx};
