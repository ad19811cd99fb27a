//! The design system. How pages use it: `frontend/README.md`.

pub mod chart;
pub mod feedback;
mod folded_text;
pub mod form;
pub mod icon;
pub mod layout;
pub mod list;
mod logo;
pub mod outside;

pub use folded_text::FoldedText;
pub use icon::{Icon, Symbol};
pub use logo::Logo;
