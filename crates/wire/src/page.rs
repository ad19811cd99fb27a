//! Cursor paging, newest first.

pub use model::total::Total;
use serde::{Deserialize, Serialize};

pub const DEFAULT_LIMIT: u32 = 50;
pub const MAX_LIMIT: u32 = 200;

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
}
