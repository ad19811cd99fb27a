//! `/api/admin/v1`: what a tenant decides, and the day after.

mod access;
mod activity;
mod app_requests;
mod available_apps;
mod blocked_publishers;
mod connections;
mod credential_edits;
mod credential_receipts;
mod credentials;
mod decisions;
mod details;
mod histories;
mod members;
mod receipts;
mod renewals;
mod rotation;
mod sandbox;
mod secret_links;
mod stops;
mod updates;
mod workload;
