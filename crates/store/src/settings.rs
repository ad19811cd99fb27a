use std::{fmt, time::Duration};

/// Where the database is and how it is used.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite:/path/to/file` or `postgres://user:password@host/database`. A missing SQLite file is created.
    pub url: String,
    /// How many connections this process may hold.
    pub max_connections: u32,
    /// How long a caller waits for a connection, and on SQLite for its turn to write.
    pub patience: Duration,
    /// How long one statement may run on PostgreSQL.
    pub statement_timeout: Duration,
}

impl Settings {
    /// The defaults for a URL: 8 connections, 3 seconds of patience, 10 seconds a statement.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 8,
            patience: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
        }
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
