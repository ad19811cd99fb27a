//! The pages, a folder per portal.

pub mod account;
pub mod activity;
pub mod admin;
mod answered;
pub mod developer;
pub mod found_a_secret;
mod given_up;
mod invite;
mod issued;
mod members;
pub mod new_password;
mod one_time_link;
pub mod operator;
mod out_of_date;
mod parts;
mod pause;
mod pending;
mod revised;
pub mod sign_in;
mod start;
mod stops;
pub mod welcome;

pub use start::Start;
