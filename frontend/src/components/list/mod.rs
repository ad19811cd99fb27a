//! Lists and things from the server, with every state that they can be in.

mod listing;
mod loaded;
mod states;
mod table;

pub use listing::{ListView, Listing};
pub use loaded::{Loaded, Loader};
pub use states::{EmptyState, ErrorState, SkeletonBlock, SkeletonRows};
pub use table::{Cell, Table, TableRow};
