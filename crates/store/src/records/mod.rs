//! What a transaction writes at its end: history entries, deliveries, the answer for repeated requests and changes.

pub mod audit;
mod finish;
pub mod made_once;
pub mod outbox;

pub use finish::Records;
