//! What is on offer: APIs with their scopes, and apps with their versions.

pub mod api_documents;
pub mod apis;
mod app_details;
mod app_drafts;
pub mod app_versions;
pub mod apps;
pub mod logos;
pub mod name_looks;
pub mod scopes;
pub mod workload_issuers;
pub(crate) mod workloads;
