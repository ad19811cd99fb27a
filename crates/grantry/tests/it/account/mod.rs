//! `/api/account/v1`: sessions, set-up links, new passwords, found secrets, and an app in several tenants.

mod apps;
mod attempts;
mod ended_invitations;
mod expiry;
mod guessing;
mod invitations;
mod kept_addresses;
mod leaked_secrets;
mod new_passwords;
mod notices;
mod password_resets;
mod passwords;
mod pending_invitations;
mod sessions;
mod under_way;
mod whose;

pub(crate) use expiry::{TestClock, marketplace, marketplace_of, master_key};
