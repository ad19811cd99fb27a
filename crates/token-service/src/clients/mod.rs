//! The clients in a node's memory: who they are, what they hold, and the keys that they publish.

mod addressed_issuer;
mod catalogue;
mod client;
mod directory;
mod grant;
mod granted;
mod jwks_fetcher;
mod jwks_uris;
mod noted_scopes;
mod protected_resources;
mod tenants;
mod workload_issuers;

pub use addressed_issuer::AddressedIssuer;
pub use client::{Client, Method, ResourceServer};
pub use directory::{Directory, formats};
pub use granted::Granted;
pub use jwks_uris::{DiscoveredKeys, JwksUris};
pub use noted_scopes::{AskedFor, day_of};
pub use protected_resources::ProtectedResource;
pub use workload_issuers::{IssuerKeys, KnownIssuer};
