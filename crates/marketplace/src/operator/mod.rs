//! What the platform's operators do: they maintain APIs, the addresses of tenants and workload issuers, and
//! suspend apps.

mod address_views;
mod api_documents;
mod apis;
mod needs;
mod resource_servers;
mod suspensions;
mod tenant_addresses;
mod workload_issuers;
