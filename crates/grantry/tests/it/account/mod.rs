//! `/api/account/v1`: sessions, set-up links and found secrets.

mod attempts;
mod expiry;
mod found_secrets;
mod invitations;
mod sessions;
