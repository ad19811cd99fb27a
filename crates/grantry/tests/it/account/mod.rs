//! `/api/account/v1`: sessions and their ends, access tokens, set-up links, names, addresses, new passwords, second
//! factors, found secrets, and an app in several tenants.

mod access_token_ends;
mod access_tokens;
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
