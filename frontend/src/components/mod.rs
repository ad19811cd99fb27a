//! The design system. How pages use it: `frontend/README.md`.

pub mod feedback;
pub mod form;
pub mod icon;
pub mod layout;
pub mod list;

pub use icon::{Icon, Symbol};
