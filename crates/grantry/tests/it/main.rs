//! Grantry, asked at its boundary by personas: a real server, both databases, real HTTP.

mod account;
mod admin;
mod developer;
mod harness;
mod journey;
mod operator;
mod platform;
mod readme;
mod token;
mod who_may;
