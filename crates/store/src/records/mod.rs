//! What a transaction writes at its end: history entries, deliveries, the answer for repeated requests and changes; the
//! inboxes that deliveries fill; and what webhooks are told.

pub mod audit;
mod finish;
pub mod made_once;
pub mod notices;
pub mod outbox;
pub mod webhooks;

pub use finish::Records;
