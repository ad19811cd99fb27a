//! What is *said* over HTTP: bodies, problems, pages, paths. Compiles to WASM; the frontend and the server share it.
//!
//! Bodies are never rows. A request refuses fields that it does not know; an answer may gain fields.

#[macro_use]
mod bodies;

pub mod access;
pub mod account;
pub mod activity;
pub mod addresses;
pub mod admin;
pub mod api_documents;
pub mod app_requests;
pub mod attempts;
pub mod catalogue;
pub mod developer;
pub mod docs;
pub mod idempotency;
pub mod limits;
pub mod members;
pub mod needs;
pub mod notices;
pub mod operator;
pub mod page;
pub mod pages;
pub mod paths;
pub mod problem;
pub mod receipts;
pub mod second_factor;
pub mod secrets;
pub mod stops;
pub mod texts;
pub mod updates;
pub mod usage;
pub mod webhooks;
pub mod workload;
