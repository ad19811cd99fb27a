//! Lists and things from the server, with every state that they can be in.

mod asked;
mod chips;
mod filter;
mod listing;
mod loaded;
mod place;
mod rows;
mod shown;
mod states;
mod table;

pub use chips::Export;
pub use filter::use_filter;
pub use listing::Listing;
pub use loaded::{Loaded, LoadedList, Loader};
pub use place::keep_scroll;
pub use shown::{Entries, ListView};
pub use states::{EmptyState, ErrorState, SkeletonBlock, SkeletonRows, TryAgain};
pub use table::{Column, Table};
