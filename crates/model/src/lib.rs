//! What the marketplace *is*: ids, scopes, roles, states and their transitions.
//!
//! No I/O, no clock, no randomness: everything here compiles to WASM and is shared by the server and the browser.

#[macro_use]
pub mod words;

pub mod access_token;
pub mod api;
pub mod api_document;
pub mod app;
pub mod attempt;
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
pub mod need;
pub mod network;
pub mod notice;
pub mod person;
pub mod publisher;
pub mod receipt;
pub mod role;
pub mod rotation;
pub mod scope;
pub mod search;
pub mod slug;
pub mod tenant;
pub mod tenant_address;
pub mod token;
pub mod total;
pub mod update;
pub mod webhook;
pub mod webhook_event;
pub mod workload;
pub mod workload_words;

/// A UTC instant. The server truncates to microseconds, which both databases keep exactly.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
