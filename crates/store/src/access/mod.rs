//! Access of programs: connections, what may become one, and the credentials of clients and resource servers.

pub mod app_requests;
pub mod apps_of_tenants;
pub mod attempts;
pub mod available_apps;
pub mod blocked_publishers;
pub mod clients;
mod connected;
mod connection_endings;
pub mod connections;
mod connections_of_publisher;
mod connections_of_tenant;
pub mod credentials;
pub mod former_secrets;
pub mod last_uses;
pub mod needs;
pub mod publishing;
pub mod receipts;
pub mod refusals;
pub mod resource_servers;
pub mod roll_out;
pub mod scope_uses;
pub mod secret_links;
pub mod secrets;
pub mod stops;
pub mod targets;
mod updates;
pub mod usage;
