//! The revocation feed, as one subscriber reads it.

mod issuers;
mod start;
mod subscriber;

pub use start::LastEventId;
pub use subscriber::Subscriber;
