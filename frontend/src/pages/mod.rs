//! The pages, a folder per portal.

pub mod account;
pub mod activity;
pub mod admin;
mod answered;
pub mod developer;
pub mod found_a_secret;
mod given_up;
mod invite;
mod members;
pub mod new_password;
pub mod operator;
mod out_of_date;
mod parts;
mod pending;
mod revised;
pub mod sign_in;
mod start;
mod stops;
mod unusable_link;
pub mod welcome;

pub use start::Start;
