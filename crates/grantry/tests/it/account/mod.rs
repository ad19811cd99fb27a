//! `/api/account/v1`: sessions and set-up links.

mod expiry;
mod invitations;
mod sessions;
