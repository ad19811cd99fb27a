//! `/api/operator/v1`: the platform's catalogue, tenants, publishers and apps.

mod activity;
mod apis;
mod apps;
mod organisations;
pub mod resource_servers;
mod revisions;
