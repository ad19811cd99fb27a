//! The contents of a backup, in numbers.

use model::Timestamp;

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// `None` where the file is a copy that another program made.
    pub made_at: Option<Timestamp>,
    pub tables: usize,
    pub rows: u64,
}
