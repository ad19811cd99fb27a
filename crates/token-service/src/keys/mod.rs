//! The server's own keys: what they do, their life in the database, and those in use in memory.

mod error;
mod keeper;
mod kind;
mod retirement;
mod rewrap;
mod ring;
mod rotation;

pub use error::KeysError;
pub use keeper::KeyKeeper;
pub use retirement::retire_all_keys;
pub use rotation::PUBLISHED_AHEAD;

pub(crate) use kind::KeyKind;
pub(crate) use ring::Keys;
