//! What the people of a tenant do: they decide about apps, and keep connections and credentials.

mod access;
mod app_requests;
mod apps_of_tenants;
mod available_apps;
mod blocked_publishers;
mod connection_view;
mod connections;
mod credential_edits;
mod credential_receipts;
mod credentials;
mod decisions;
mod held;
mod needs;
mod receipts;
mod renewals;
mod secrets;
mod updates;
mod workload;
