//! Tenants, publishers, and the people in them.

pub mod access_tokens;
pub mod address_changes;
mod addresses_of_tenants;
pub mod invitations;
pub mod notice_settings;
pub mod password_links;
pub mod password_resets;
pub mod pending_sign_ins;
pub mod people;
pub mod publishers;
pub mod second_factors;
pub mod sessions;
mod sign_in_failures;
pub mod tenant_addresses;
mod tenant_people;
pub mod tenants;
