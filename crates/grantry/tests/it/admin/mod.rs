//! `/api/admin/v1`: what a tenant decides, and the day after.

mod activity;
mod available_apps;
mod connections;
mod credentials;
mod decisions;
mod members;
mod sandbox;
mod updates;
