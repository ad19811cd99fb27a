//! Authentication of clients and resource servers, from memory, with the replay check of assertions and proofs.

mod client;
mod dpop;
mod rejection;
mod replay;
mod resource_server;
mod secret;

pub use client::{Authenticated, AuthenticatedBy};
pub use replay::ReplayCheck;
pub use resource_server::AuthenticatedServer;
