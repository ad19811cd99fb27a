//! The revocation feed, as one subscriber reads it.

mod beginning;
mod subscriber;

pub use beginning::LastEventId;
pub use subscriber::Subscriber;
