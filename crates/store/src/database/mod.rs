//! Connections, transactions and their handles: one code path for SQLite and PostgreSQL.

mod at_once;
mod claim;
mod condition;
mod connect_options;
pub mod embedded;
mod file;
mod kept;
mod listener;
mod settings;
mod shares;
mod statements;
mod store;
mod tx;

pub(crate) use at_once::models;
pub use claim::{Claim, ClaimError, Use};
pub use condition::{Condition, Facts};
pub use listener::Listening;
pub use settings::Settings;
pub use shares::Share;
pub use statements::{counted, sent};
pub use store::Store;
pub(crate) use tx::Reach;
pub use tx::{Platform, Shared, Tenanted, Tx};
