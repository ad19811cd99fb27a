//! `/api/account/v1`: sessions and their ends, set-up links, names, addresses, new passwords, second factors, found
//! secrets, and an app in several tenants.

mod address_changes;
mod apps;
mod attempts;
mod codes;
mod ended_invitations;
mod expiry;
mod guessing;
mod invitations;
mod kept_addresses;
mod leaked_secrets;
mod mailed_invitations;
mod new_passwords;
mod notices;
mod own_names;
mod own_sessions;
mod password_resets;
mod passwords;
mod pending_invitations;
mod second_factors;
mod sessions;
mod under_way;
mod where_seen;
mod whose;

pub(crate) use expiry::{TestClock, marketplace, marketplace_of, master_key};
