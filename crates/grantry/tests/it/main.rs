//! Grantry, asked at its boundary by personas: a real server, both databases, real HTTP.

mod harness;
mod who_may;
