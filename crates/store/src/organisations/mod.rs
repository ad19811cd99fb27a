//! Tenants, publishers, and the people in them.

pub mod invitations;
pub mod password_links;
pub mod people;
pub mod publishers;
pub mod sessions;
mod sign_in_failures;
pub mod tenants;
