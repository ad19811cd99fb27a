//! Copies of a whole database in one file, and back.
//!
//! Of SQLite the file is a database itself, made by its online backup. Of PostgreSQL it holds rows as JSON
//! (see `lines`), read in one snapshot by the nodes' own role: row-level security shows it every row, as it shows the
//! platform's handle. Neither holds the master key.

mod background;
mod catalog;
mod checked;
mod contents;
mod error;
mod file;
mod lines;
mod postgres;
mod snapshot;
mod sqlite;

pub use checked::{Checked, check};
pub use contents::Contents;
pub use error::BackupError;
