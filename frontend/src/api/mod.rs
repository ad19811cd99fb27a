//! How pages call the server. What there is to call, `api_client` says: `call(admin::tenant(id)).await`.

pub mod account;
pub mod client;
pub mod intent;

pub use api_client::{admin, developer, docs, operator};
pub use client::{ApiError, call, items};
