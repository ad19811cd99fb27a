//! OpenAPI documents of the platform's APIs: read within bounds, checked, and made harmless.
//!
//! No I/O. Whatever a document holds, reading it ends within [`MOST_BYTES`], [`MOST_NODES`] and [`DEEPEST`]: aliases of
//! YAML are expanded within that budget. What is wrong is a list of problems with line, column and path.

mod builder;
mod check;
mod context;
mod document;
mod harmless;
mod json;
mod markdown;
mod node;
mod path;
mod problems;
mod references;
mod security;
mod shown;
mod yaml;

pub use document::{Document, read};
pub use problems::MOST_PROBLEMS;
pub use shown::{Scheme, Server, Shown};

/// Of a document as it is sent.
pub const MOST_BYTES: usize = 5_000_000;
/// Of all its texts and keys when aliases are expanded, in bytes.
pub const MOST_TEXT: usize = 2 * MOST_BYTES;
/// Values in it when aliases are expanded.
pub const MOST_NODES: usize = 200_000;
/// Maps and lists within each other.
pub const DEEPEST: usize = 100;
