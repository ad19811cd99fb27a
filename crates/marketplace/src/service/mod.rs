//! The `Marketplace` as one value: what it is built from, and what a node keeps in memory.

mod failed_sign_ins;
mod known_sessions;
pub(crate) mod logos;
mod marketplace;
mod passwords;
mod pepper;
mod settings;

pub use marketplace::Marketplace;
pub use pepper::{PepperError, pepper};
pub use settings::{Quotas, Settings};
