//! The pages, a folder per portal.

mod account;
pub mod activity;
pub mod admin;
mod answered;
pub mod developer;
mod found_a_secret;
mod given_up;
mod invite;
mod issued;
mod members;
mod new_password;
mod one_time_link;
pub mod operator;
mod out_of_date;
pub mod outside_portals;
mod parts;
mod pause;
mod pending;
mod revised;
pub mod sign_in;
mod start;
mod stops;
mod welcome;

pub use start::Start;
