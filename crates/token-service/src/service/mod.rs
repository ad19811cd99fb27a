//! The token service as one value: what it is built from, what it shares, and its work in the background.

mod background;
mod change_log;
mod dependencies;
mod housekeeping;
mod issuers;
mod platform;
mod start;
mod token_service;

pub use dependencies::{Dependencies, Settings};
pub use token_service::{Standing, TokenService};
