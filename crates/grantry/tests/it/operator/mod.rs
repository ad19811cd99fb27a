//! `/api/operator/v1`: the platform's catalogue, tenants, publishers and apps.

mod activity;
pub mod addresses;
mod api_documents;
mod apis;
mod apps;
mod operators;
mod organisations;
mod relay;
pub mod resource_servers;
mod revisions;
mod token_formats;
mod workload_issuers;
