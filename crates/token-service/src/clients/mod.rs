//! The clients in a node's memory: who they are, what they hold, and the keys that they publish.

mod addressed_issuer;
mod catalogue;
mod client;
mod directory;
mod grant;
mod granted;
mod jwks_fetcher;
mod jwks_uris;

pub use addressed_issuer::AddressedIssuer;
pub use client::{Client, Method, ResourceServer};
pub use directory::{Directory, formats};
pub use granted::Granted;
pub use jwks_uris::JwksUris;
