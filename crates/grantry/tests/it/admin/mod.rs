//! `/api/admin/v1`: what a tenant decides, and the day after.

mod activity;
mod available_apps;
mod blocked_publishers;
mod connections;
mod credentials;
mod decisions;
mod details;
mod members;
mod renewals;
mod sandbox;
mod stops;
mod updates;
