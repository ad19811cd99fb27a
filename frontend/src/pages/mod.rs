//! The pages, a folder per portal.

pub mod account;
pub mod activity;
pub mod admin;
mod answered;
mod badges;
mod counted;
pub mod developer;
mod focus;
pub mod found_a_secret;
mod given_up;
mod invite;
mod issued;
mod limits;
mod members;
pub mod new_password;
mod one_time_link;
pub mod operator;
mod out_of_date;
mod parameter;
mod pause;
mod pending;
mod person_cell;
mod revised;
pub mod sign_in;
mod start;
mod stops;
mod typed;
pub mod welcome;

pub use start::Start;
