//! Cursor paging, newest first.

pub use model::{connection::ListedState, total::Total};
use serde::{Deserialize, Serialize};

pub const DEFAULT_LIMIT: u32 = 50;
pub const MAX_LIMIT: u32 = 200;
/// Of a list as a file.
pub const MAX_ROWS: usize = 10_000;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Asks for the next page; `null` on the last one. A search may stop before its page is full: this goes on.
    pub next_cursor: Option<String>,
    /// How many items the whole list has; on its first page alone.
    #[serde(default)]
    pub total: Option<Total>,
}

/// The query of every list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// `next_cursor` of the page before.
    #[cfg_attr(feature = "openapi", param(max_length = 30))]
    pub cursor: Option<String>,
    /// Items a page; 50 where absent.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
    /// Only items that have each of these words, in any order, as a part of a name or an id. Case, accents and the way
    /// in which a letter is composed do not matter.
    pub q: Option<String>,
    /// Only connections in this state. Lists of other things refuse it.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub state: Option<ListedState>,
    /// All that the search and the filters find as one file, in the place of a page; at most 10,000 rows. Goes without
    /// `cursor` and `limit`. A list that is no file refuses it. Where neither of the three is given, `Accept: text/csv` and
    /// `application/jsonl` ask for a file too.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<ExportFormat>,
}

model::words! {
    /// What a list is given as, where it is no page.
    pub enum ExportFormat {
        /// RFC 4180, UTF-8, with a header. A text that a spreadsheet would take for a formula has an apostrophe before it.
        Csv = "csv",
        /// A line of JSON for each item.
        JsonLines = "jsonl",
    }
}

/// The query of a list that has one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ExportQuery {
    /// The items as a file, in the place of the page. `Accept: text/csv` and `application/jsonl` ask for it too.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<ExportFormat>,
}
