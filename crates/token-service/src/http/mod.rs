//! The endpoints of the token service: routes, handlers, and their OpenAPI document.

mod attempts;
mod authorization;
mod browsers;
mod feed;
mod forward_auth;
mod hosts;
mod introspection;
mod issuer;
mod jwks;
mod metadata;
mod openapi;
mod protected_resource;
mod revocation;
mod routes;
mod token;
mod token_endpoint;

pub use attempts::Answered;
pub use hosts::{HostRefused, Mapped};
pub use openapi::TokenServiceDoc;
pub use routes::configure;
pub use token_endpoint::TokenEndpoint;
