//! Tokens, keys and metadata: OAuth 2.0 client credentials (RFC 6749 section 4.4) for every tenant's own issuer.
//!
//! A request is answered from memory: `clients` holds every client, and `replication` keeps it true and says whether it
//! may be trusted. No request for a token reads a row, and only one that must never be repeated (a signed assertion, a
//! DPoP proof) writes one.
//!
//! Each module uses only modules further down in this list: `http`, `feed`, `tokens`, `authentication`, `service`,
//! `attempts`, `replication`, `clients`, `keys`, `parsing`, `errors`.

mod attempts;
mod authentication;
mod clients;
mod errors;
mod feed;
mod http;
pub mod keys;
pub mod parsing;
mod replication;
mod service;
mod tokens;

pub use http::{Answered, HostRefused, Mapped, TokenEndpoint, TokenServiceDoc, configure};
pub use keys::KeysError;
pub use service::{Dependencies, Settings, Standing, TokenService};
