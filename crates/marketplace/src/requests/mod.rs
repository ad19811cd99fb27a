//! What a request brings: where it came from, its key, its fields, and which page of a list it wants.

mod checks;
mod idempotency_key;
pub mod listing;
mod origin;

pub(crate) use checks::{Checks, same_revision, sentence};
pub use idempotency_key::IdempotencyKey;
pub use origin::Origin;
