//! What happens after a commit: deliveries of the outbox, and their receivers.

mod address_changes;
pub(crate) mod api_documents;
pub(crate) mod deliveries;
pub(crate) mod logos;
pub(crate) mod mail_sender;
mod mails;
mod notices;
mod password_resets;
mod remote_files;
pub(crate) mod webhooks;
