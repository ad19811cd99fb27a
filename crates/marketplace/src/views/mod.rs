//! What people of several portals read: histories, the catalogue, the state of a connection and what stops it.

mod activity;
pub(crate) mod catalogue;
pub(crate) mod connection_state;
pub(crate) mod details;
pub(crate) mod looks;
mod names;
pub(crate) mod stops;

pub(crate) use names::names;
