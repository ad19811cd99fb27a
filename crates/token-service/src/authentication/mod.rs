//! Authentication of clients and resource servers, from memory, with the replay check of what works once.

mod client;
mod dpop;
mod rejection;
mod replay;
mod resource_server;
mod secret;
mod workload;

pub use client::{Authenticated, AuthenticatedBy};
pub use replay::ReplayCheck;
pub use resource_server::AuthenticatedServer;
