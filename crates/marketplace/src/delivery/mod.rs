//! What happens after a commit: deliveries of the outbox, and their receivers.

mod deliveries;
pub(crate) mod logos;
