//! `/api/developer/v1`: what a publisher offers, and what it sees of those who took it.

mod activity;
mod apps;
mod catalogue;
mod connections;
mod hand_over;
pub mod logos;
mod members;
mod networks;
mod targets;
mod versions;
