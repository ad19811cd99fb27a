//! Clients, of apps and of tenants: their secrets, their limits, and what they may ask for from where; people's access
//! tokens.

mod access_tokens;
pub(crate) mod askable;
mod ending_access;
mod issuance;
mod leaked_secrets;
pub(crate) mod networks;
pub(crate) mod owned_client;
mod refusals;
pub(crate) mod relay;
pub(crate) mod rotation;
mod rounds;
mod scope_uses;
mod secret_ends;
pub(crate) mod secret_links;
mod silent_secrets;
mod token_urls;
pub(crate) mod workloads;

pub(crate) use issuance::people_of;
pub(crate) use token_urls::{Formers, addressed};
