//! Lists in parts, and searches.

pub mod listing;
pub mod newest;
pub mod texts;
