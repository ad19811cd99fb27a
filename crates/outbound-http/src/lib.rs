//! Fetches from addresses that strangers have registered: only from where the platform may connect to, in bounded time
//! and space.

mod addresses;
mod error;
mod fetcher;
#[cfg(test)]
mod tests;

pub use addresses::{Guard, LookUp, is_private, system};
pub use error::FetchError;
pub use fetcher::{Answered, Bounds, Fetched, Fetcher, Outgoing};
