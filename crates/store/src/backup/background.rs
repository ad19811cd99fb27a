//! Runs slow calls of files and SQLite on a thread of their own.

use super::error::BackupError;
use crate::errors::Error;

/// File and SQLite calls that take as long as the database is large.
pub async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Error::Unavailable(error.to_string()).into()),
    }
}
