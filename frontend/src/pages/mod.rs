//! The pages, a folder per portal.

mod account;
pub mod activity;
pub mod admin;
mod answered;
mod badges;
mod counted;
pub mod developer;
mod focus;
mod found_a_secret;
mod given_up;
mod invite;
mod issued;
mod limits;
mod members;
mod new_password;
mod one_time_link;
pub mod operator;
mod out_of_date;
pub mod outside_portals;
mod parameter;
mod pause;
mod pending;
mod person_cell;
mod revised;
pub mod sign_in;
mod start;
mod stops;
mod typed;
mod welcome;

pub use start::Start;
