//! The file of the embedded database, without its tables.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use tokio::time::sleep;

/// Connections that are closed at the same time can each take another for still open, and leave the log to it.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// The file that SQLite keeps beside a database under this suffix: `-wal`, `-shm`, `-journal`.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Writes the log into the database and removes it, unless another process uses them.
pub(crate) async fn write_log_back(file: &Path) {
    let log = beside(file, "-wal");
    for _ in 0..ATTEMPTS {
        if !log.exists() {
            return;
        }
        match as_the_last_one(file) {
            Ok(()) if !log.exists() => return,
            Ok(()) => tracing::debug!("the embedded database is still in use"),
            Err(error) => tracing::warn!(%error, "the embedded database's log is left beside it"),
        }
        sleep(PAUSE).await;
    }
}

/// The last connection that SQLite sees closed takes the log away.
fn as_the_last_one(file: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}
