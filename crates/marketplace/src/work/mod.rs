//! A change: one transaction, its events, and in whose name they are recorded.

mod event;
mod unit_of_work;

pub(crate) use event::Event;
pub(crate) use unit_of_work::{Author, Recorded, Work};
