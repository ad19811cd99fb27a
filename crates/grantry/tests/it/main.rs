//! Grantry, asked at its boundary by personas: a real server, both databases, real HTTP.

mod account;
mod harness;
mod journey;
mod platform;
mod token;
mod who_may;
