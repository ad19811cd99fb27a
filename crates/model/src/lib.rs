//! What the marketplace *is*: ids, scopes, roles, states and their transitions.
//!
//! No I/O, no clock, no randomness: everything here compiles to WASM and is shared by the server and the browser.

#[macro_use]
pub mod words;

pub mod api;
pub mod app;
pub mod audit;
pub mod connection;
pub mod credential;
pub mod delivery;
pub mod environment;
pub mod generation;
pub mod ids;
pub mod issuer;
pub mod logo;
pub mod name;
pub mod network;
pub mod person;
pub mod publisher;
pub mod role;
pub mod scope;
pub mod search;
pub mod tenant;
pub mod token;
pub mod total;

/// A UTC instant. The server truncates to microseconds, which both databases keep exactly.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
