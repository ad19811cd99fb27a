//! What is on offer: APIs with their scopes, and apps with their versions.

pub mod apis;
mod app_details;
pub mod app_versions;
pub mod apps;
pub mod logos;
pub mod name_looks;
pub mod scopes;
