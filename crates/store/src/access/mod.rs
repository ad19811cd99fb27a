//! Access of programs: connections, what may become one, and the credentials of clients and resource servers.

pub mod available_apps;
pub mod blocked_publishers;
pub mod clients;
pub mod connections;
mod connections_of_publisher;
pub mod credentials;
mod last_uses;
pub mod refusals;
pub mod resource_servers;
pub mod secrets;
pub mod stops;
pub mod targets;
