//! One file per portal, one function per operation of its API.

pub mod account;
pub mod admin;
pub mod client;
pub mod developer;
pub mod intent;
pub mod operator;

pub use client::ApiError;
