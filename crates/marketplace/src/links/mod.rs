//! One-time links: invitations, and links to a new password or address.

mod address_changes;
pub(crate) mod ended_invitations;
pub(crate) mod invitations;
mod inviters;
mod mailed_invitations;
mod operator_resets;
mod organisations;
mod password_links;
mod password_resets;
mod passwords;
mod pending_invitations;
