//! `/api/account/v1`: sessions and set-up links.

mod attempts;
mod expiry;
mod invitations;
mod sessions;
