//! `/api/developer/v1`: what a publisher offers, and what it sees of those who took it.

mod activity;
mod apps;
mod catalogue;
mod connections;
mod drafts;
mod hand_over;
pub mod logos;
mod members;
mod networks;
mod roll_out;
mod targets;
mod versions;
mod workload;
