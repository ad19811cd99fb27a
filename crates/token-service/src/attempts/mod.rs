//! What clients did, gathered in memory and written in groups, never on a request's path: their attempts, for their own
//! people, and the last uses of secrets, workloads and scopes.

mod group;
mod last_used;
mod noted;
mod pending;
#[cfg(test)]
mod test_clients;
mod writer;

pub use group::hour;
pub use last_used::LastUsed;
pub use noted::Attempts;
pub use writer::{keep_writing, write_rest};
