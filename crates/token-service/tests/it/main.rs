//! The token service on both databases: what is committed is what it issues, and refuses, a moment later.

mod feed;
mod following;
mod formats;
mod key_life;
mod key_succession;
mod node;
mod once;
mod platform;
