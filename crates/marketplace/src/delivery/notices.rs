//! What people hear of: events, put into the inboxes of those who may know of them.

mod audiences;
mod fan_out;
mod inbox;
mod settings;
mod view;

pub(crate) use inbox::reader;
pub(crate) use view::views;
