//! Tokens, keys and metadata: OAuth 2.0 client credentials (RFC 6749 section 4.4) for every tenant's own issuer.
//!
//! A request is answered from memory: [`directory`] holds every client, [`follower`] keeps it true, and [`freshness`]
//! says whether it may be trusted. No request for a token reads a row, and only one that must never be repeated (a
//! signed assertion, a DPoP proof) writes one.

#[path = "authentication/client.rs"]
mod authenticating;
#[path = "parsing/basic.rs"]
pub mod basic;
#[path = "replication/batch.rs"]
mod batch;
#[path = "parsing/binding.rs"]
mod binding;
#[path = "parsing/body.rs"]
mod body;
#[path = "http/browsers.rs"]
mod browsers;
#[path = "clients/catalogue.rs"]
mod catalogue;
#[path = "clients/client.rs"]
mod client;
#[path = "parsing/presented.rs"]
mod client_authentication;
#[path = "keys/clocks.rs"]
mod clocks;
#[path = "clients/directory.rs"]
pub mod directory;
#[path = "errors/token_error.rs"]
mod error;
#[path = "replication/events.rs"]
mod events;
#[path = "feed/subscriber.rs"]
mod feed;
#[path = "replication/follower.rs"]
mod follower;
#[path = "parsing/form.rs"]
pub mod form;
#[path = "http/forward_auth.rs"]
mod forward_auth;
#[path = "replication/freshness.rs"]
mod freshness;
#[path = "clients/grant.rs"]
mod grant;
#[path = "http/introspection.rs"]
mod introspection;
#[path = "tokens/issuance.rs"]
mod issuing;
#[path = "http/jwks.rs"]
mod jwks;
#[path = "clients/jwks_uris.rs"]
mod jwks_uri;
#[path = "keys/keeper.rs"]
pub mod key_keeping;
#[path = "keys/kind.rs"]
mod key_kind;
#[path = "keys/ring.rs"]
mod keys;
#[path = "http/token_endpoint.rs"]
mod lane;
#[path = "replication/last_used.rs"]
mod last_used;
#[path = "http/metadata.rs"]
mod metadata;
#[path = "authentication/replay.rs"]
mod once;
#[path = "http/openapi.rs"]
mod openapi;
#[path = "tokens/own_tokens.rs"]
mod own_tokens;
#[path = "errors/error_responses.rs"]
mod refusals;
#[path = "authentication/resource_server.rs"]
mod resource_server;
#[path = "http/revocation.rs"]
mod revocation;
#[path = "http/routes.rs"]
mod routes;
#[path = "service/change_log.rs"]
mod running;
#[path = "service/token_service.rs"]
mod service;
#[path = "http/token.rs"]
mod token;

pub use keys::KeysError;
pub use lane::Endpoint;
pub use openapi::TokenServiceDoc;
pub use routes::configure;
pub use service::{Ground, Settings, Standing, TokenService};
