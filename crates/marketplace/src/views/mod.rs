//! What people of several portals read: histories, the catalogue, the state of a connection and what stops it.

mod activity;
pub(crate) mod api_documents;
mod attempts;
pub(crate) mod catalogue;
pub(crate) mod connection_state;
pub(crate) mod details;
mod history_export;
pub(crate) mod looks;
mod names;
pub(crate) mod needs;
mod offers;
pub(crate) mod review;
pub(crate) mod stops;
mod usage;
pub(crate) mod workload;

pub(crate) use activity::{read_by, searched};
pub use history_export::exported;
pub(crate) use names::names;
