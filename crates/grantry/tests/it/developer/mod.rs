//! `/api/developer/v1`: what a publisher offers, and what it sees of those who took it.

mod activity;
mod apps;
mod catalogue;
mod connections;
mod members;
mod targets;
mod versions;
