//! Every operation of the portals' APIs, as a function that gives a [`Call`].
//!
//! A call is a value: nothing is sent before a transport takes it. The pages send it with `fetch`, the tests with reqwest,
//! the fault harness over sockets of its own; each decides for itself about sessions, repetition and refusals. So this
//! crate knows no I/O, and compiles to WASM.

pub mod account;
pub mod admin;
mod call;
pub mod developer;
pub mod docs;
pub mod operator;

pub use call::{Call, Method, Request};
