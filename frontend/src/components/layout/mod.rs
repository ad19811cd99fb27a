//! The frame around a page's content, and the parts that a page is made of.

mod announcer;
mod bare;
mod bell;
mod definitions;
mod fetched_page;
mod foot;
mod frame;
mod guarded;
mod header;
mod interrupted;
mod menu;
mod navigation;
mod needs;
mod not_found;
mod plain_http;
mod switcher;
mod tabs;
mod theme;

pub use announcer::{Announcer, provide_announcer, use_announcer};
pub use bare::{Bare, Mark};
pub use bell::{provide_unread, use_unread};
pub use definitions::{Definitions, IdentifierTerm, Section, Term};
pub use fetched_page::{Around, FetchedPage};
pub use foot::Foot;
pub use frame::{
    AccountFrame, AdminFrame, DeveloperFrame, OperatorFrame, SkipLink, ToHome, fetch_frames, use_organisation,
};
pub use guarded::{Replace, SignedInOnly};
pub use header::PageHeader;
pub use interrupted::Interruptions;
pub use menu::Menu;
pub use needs::{provide_changes, use_needs};
pub use not_found::{LostPage, NotFoundPage};
pub use plain_http::{PlainHttp, keeps_sessions};
pub use switcher::use_sign_out;
pub use tabs::Tabs;
pub use theme::{ThemeSwitch, provide_theme};
