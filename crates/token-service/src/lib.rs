//! Tokens, keys and metadata: OAuth 2.0 client credentials (RFC 6749 section 4.4) for every tenant's own issuer.
//!
//! A request is answered from memory: [`directory`] holds every client, [`follower`] keeps it true, and [`freshness`]
//! says whether it may be trusted. No request for a token reads a row, and only one that must never be repeated (a
//! signed assertion, a DPoP proof) writes one.

mod authenticating;
pub mod basic;
mod batch;
mod binding;
mod body;
mod browsers;
mod catalogue;
mod client;
mod client_authentication;
mod clocks;
pub mod directory;
mod error;
mod events;
mod feed;
mod follower;
pub mod form;
mod forward_auth;
mod freshness;
mod grant;
mod introspection;
mod issuing;
mod jwks;
mod jwks_uri;
pub mod key_keeping;
mod key_kind;
mod keys;
mod lane;
mod last_used;
mod metadata;
mod once;
mod openapi;
mod own_tokens;
mod refusals;
mod resource_server;
mod revocation;
mod routes;
mod running;
mod service;
mod token;

pub use keys::KeysError;
pub use lane::Endpoint;
pub use openapi::TokenServiceDoc;
pub use routes::configure;
pub use service::{Ground, Settings, Standing, TokenService};
