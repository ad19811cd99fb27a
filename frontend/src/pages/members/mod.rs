//! The people of an organisation, as Members and Team show them.

mod dialogs;
mod invite;
mod member_list;
mod organisations;
mod table;

pub use dialogs::{Leave, MemberDialogs, Removal};
pub use invite::InviteButton;
pub use member_list::MemberList;
pub use table::columns;
