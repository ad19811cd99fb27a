//! What the platform's operators do: they maintain APIs and suspend apps.

mod apis;
mod resource_servers;
mod suspensions;
