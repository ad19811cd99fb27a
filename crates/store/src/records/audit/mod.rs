//! The history: appended under the lock of the chain's head, linked by hashes, never changed.

mod append;
mod chain;
mod details;
mod export;
mod history;
mod new_entry;
mod of_publisher;

pub use chain::{ChainState, text as chain_name};
pub use details::stored as stored_detail;
pub use history::Audit;
pub use new_entry::NewAuditEntry;
