//! Clients, of apps and of tenants: their secrets, their limits, and what they may ask for from where.

pub(crate) mod askable;
mod issuance;
mod leaked_secrets;
pub(crate) mod networks;
mod refusals;

pub(crate) use issuance::people_of;
