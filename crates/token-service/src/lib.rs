//! Tokens, keys and metadata: OAuth 2.0 client credentials (RFC 6749 section 4.4) for every tenant's own issuer.
//!
//! A request is answered from memory: [`directory`] holds every client, [`feed`] keeps it true, and [`freshness`]
//! says whether it may be trusted. No request reads or writes a row.

mod basic;
mod client_authentication;
pub mod directory;
mod error;
mod feed;
mod form;
mod freshness;
mod grant;
mod jwks;
mod keys;
mod lane;
mod last_used;
mod metadata;
mod openapi;
mod routes;
mod service;
mod token;

pub use keys::KeysError;
pub use lane::Endpoint;
pub use openapi::TokenServiceDoc;
pub use routes::configure;
pub use service::{Standing, TokenService};
