//! The settings of the database: where it is, and how long to wait for it.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;

/// Where the database is and how it is used.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite:/path/to/file` or `postgres://user:password@host/database`.
    pub url: String,
    /// Whether a missing SQLite file is created.
    pub create: bool,
    /// How many connections this process may hold, in [shares](super::shares::Share); fewer than 7 count as 7.
    pub max_connections: u32,
    /// How long a caller waits for a connection, and on SQLite for its turn to write.
    pub patience: Duration,
    /// How long one statement may run on PostgreSQL.
    pub statement_timeout: Duration,
}

impl Settings {
    /// The defaults for a URL: 16 connections, 3 seconds of patience, 10 seconds a statement; a missing SQLite file is
    /// created.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            create: true,
            max_connections: 16,
            patience: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
        }
    }

    /// The file of an embedded database; `None` for PostgreSQL, for a database in memory, and for a URL that makes no
    /// sense.
    pub fn file(&self) -> Option<PathBuf> {
        if !self.is_sqlite() || self.is_in_memory() {
            return None;
        }
        Some(SqliteConnectOptions::from_str(&self.url).ok()?.get_filename().to_owned())
    }

    pub(crate) fn is_in_memory(&self) -> bool {
        self.url.contains(":memory:") || self.url.contains("mode=memory")
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("max_connections", &self.max_connections)
            .field("patience", &self.patience)
            .field("statement_timeout", &self.statement_timeout)
            .finish_non_exhaustive()
    }
}
