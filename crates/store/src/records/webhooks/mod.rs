//! Webhooks of publishers and tenants, the events that they hear of, and the messages to them.

pub(super) mod hearing;
mod messages;
mod subscriptions;
mod unsent;

pub use messages::Messages;
pub use subscriptions::Webhooks;
pub use unsent::{HeardEvent, Hearers};
