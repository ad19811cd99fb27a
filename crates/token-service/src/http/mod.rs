//! The endpoints of the token service: routes, handlers, and their OpenAPI document.

mod browsers;
mod feed;
mod forward_auth;
mod introspection;
mod issuer;
mod jwks;
mod metadata;
mod openapi;
mod revocation;
mod routes;
mod token;
mod token_endpoint;

pub use openapi::TokenServiceDoc;
pub use routes::configure;
pub use token_endpoint::TokenEndpoint;
