//! The token service on both databases: what is committed is what it issues, and refuses, a moment later.

#![allow(clippy::indexing_slicing, reason = "a test fails where it panics")]

mod feed;
mod following;
mod formats;
mod going_back;
mod key_life;
mod key_succession;
mod listener;
mod node;
mod platform;
mod replay;
mod rotation;
mod scope_uses;
mod silent_secrets;
