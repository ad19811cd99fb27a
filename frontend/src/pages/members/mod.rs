//! The people of an organisation, as Members and Team show them.

mod dialogs;
mod managing;
mod organisations;
mod table;

pub use dialogs::{Leave, MemberDialogs, Removal};
pub use managing::Managing;
pub use table::columns;
