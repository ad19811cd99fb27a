//! The history: appended under the lock of the chain's head, linked by hashes, never changed.

mod append;
mod chain;
mod details;
mod export;
mod filtered;
mod history;
mod new_entry;
mod of_publisher;

pub use chain::{ChainState, Link, from_text as read_chain, text as chain_name};
pub use details::{read as read_detail, stored as stored_detail};
pub use filtered::EntryFilter;
pub use history::Audit;
pub(super) use history::entity as entry_of;
pub use new_entry::NewAuditEntry;
