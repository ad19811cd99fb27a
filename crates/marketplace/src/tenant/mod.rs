//! What the people of a tenant do: they decide about apps, and keep connections and credentials.

mod available_apps;
mod blocked_publishers;
mod connection_view;
mod connections;
mod credentials;
mod decisions;
mod renewals;
