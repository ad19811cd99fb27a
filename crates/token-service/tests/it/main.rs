//! The token service on both databases: what is committed is what it issues, and refuses, a moment later.

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
