//! What is *said* over HTTP: bodies, problems, pages, paths. Compiles to WASM; the frontend and the server share it.
//!
//! Bodies are never rows. A request refuses fields that it does not know; an answer may gain fields.

#[macro_use]
mod bodies;

pub mod account;
pub mod activity;
pub mod admin;
pub mod catalogue;
pub mod developer;
pub mod idempotency;
pub mod limits;
pub mod members;
pub mod operator;
pub mod page;
pub mod paths;
pub mod problem;
pub mod stops;
pub mod texts;
