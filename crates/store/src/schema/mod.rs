//! The state of a database's schema, and its migration.

mod migration;
mod search_index;
mod state;

pub(crate) use migration::MIGRATION_LOCK;
pub use state::Schema;
pub(crate) use state::{applied, is_ours};
