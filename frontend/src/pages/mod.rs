//! The pages, a folder per portal.

pub mod account;
pub mod activity;
pub mod admin;
pub mod developer;
pub mod found_a_secret;
pub mod operator;
mod parts;
pub mod sign_in;
mod start;
pub mod welcome;

pub use start::Start;
