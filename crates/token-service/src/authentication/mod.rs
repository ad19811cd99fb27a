//! Who asks: clients and resource servers prove who they are, from memory, and what works once is checked for replay.

mod client;
mod dpop;
mod rejection;
mod replay;
mod resource_server;
mod secret;

pub use client::{Authenticated, AuthenticatedBy};
pub use replay::ReplayCheck;
pub use resource_server::AuthenticatedServer;
