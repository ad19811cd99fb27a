//! Grantry, asked at its boundary by personas: a real server, both databases, real HTTP.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails where it panics")]

mod account;
mod admin;
mod console;
mod developer;
mod documents;
mod ends;
mod harness;
mod journey;
mod node;
mod operator;
mod platform;
mod scripts;
mod token;
mod who_may;
