//! Backups of the embedded database: SQLite's online backup.

use std::{fs, path::Path, thread, time::Duration};

use model::Timestamp;
use rusqlite::{Connection, OpenFlags, backup::StepResult};

use super::contents::Contents;
use super::error::BackupError;
use super::file::failed;
use crate::database::embedded::beside;
use crate::platform::installation::BACKED_UP_AT;
use crate::schema::Schema;

/// How long others may keep the database from being read.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);

/// Copies all pages in one step, which is one moment of the database: writers go on writing into its log.
pub fn back_up(database: &Path, to: &Path, now: Timestamp) -> Result<Contents, BackupError> {
    let from = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    from.busy_timeout(PATIENCE)?;
    let mut copy = Connection::open(to)?;
    {
        let backup = rusqlite::backup::Backup::new(&from, &mut copy)?;
        let mut waited = Duration::ZERO;
        while !matches!(backup.step(-1)?, StepResult::Done) {
            if waited >= PATIENCE {
                return Err(BackupError::NotReadBack("the database was never free to be read".into()));
            }
            thread::sleep(PAUSE);
            waited += PAUSE;
        }
    }
    // One file, whoever reads it.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    if tables(&copy)?.iter().any(|table| table == "installation") {
        copy.execute(
            "INSERT INTO installation (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            (BACKED_UP_AT, now.to_rfc3339()),
        )?;
    }
    copy.close().map_err(|(_, error)| error)?;
    match check(to) {
        Err(BackupError::Damaged { why, .. }) => Err(BackupError::NotReadBack(why)),
        checked => checked,
    }
}

/// Reads every page of a backup.
pub fn check(file: &Path) -> Result<Contents, BackupError> {
    let damaged = |why: String| BackupError::Damaged { file: file.to_owned(), why };
    for log in ["-wal", "-journal"].map(|suffix| beside(file, suffix)) {
        if fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 0) {
            return Err(BackupError::LogBeside { file: file.to_owned(), log });
        }
    }
    check_length(file)?;
    // Immutable: SQLite reads a file in WAL mode without making anything beside it.
    let uri = format!("file:{}?mode=ro&immutable=1", escaped(file));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let database = Connection::open_with_flags(uri, flags)?;
    read(&database, file).map_err(|error| match error {
        BackupError::Sqlite(error) => damaged(error.to_string()),
        error => error,
    })
}

fn read(database: &Connection, file: &Path) -> Result<Contents, BackupError> {
    let damaged = |why: String| BackupError::Damaged { file: file.to_owned(), why };
    let found: String = database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(damaged(found.replace('\n', " ")));
    }
    let tables = tables(database)?;
    let ours = tables.iter().any(|table| table == "seaql_migrations");
    let applied = if ours { names(database, "SELECT version FROM seaql_migrations")? } else { Vec::new() };
    match Schema::of(&applied, tables.len() > usize::from(ours)) {
        Schema::Absent | Schema::Foreign => return Err(BackupError::Foreign(file.to_owned())),
        Schema::Newer(migrations) => {
            let migrations = migrations.join(", ");
            return Err(BackupError::Newer { file: file.to_owned(), migrations });
        }
        Schema::Behind | Schema::Current => {}
    }
    if let Some(table) = names(database, "PRAGMA foreign_key_check")?.first() {
        return Err(damaged(format!("{table} names rows that are not there")));
    }
    let mut rows = 0;
    for table in &tables {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
        rows += database.query_row(&sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs();
    }
    Ok(Contents { made_at: made_at(database, &tables)?, tables: tables.len(), rows })
}

fn made_at(database: &Connection, tables: &[String]) -> Result<Option<Timestamp>, BackupError> {
    if !tables.iter().any(|table| table == "installation") {
        return Ok(None);
    }
    let sql = format!("SELECT value FROM installation WHERE name = '{BACKED_UP_AT}'");
    Ok(names(database, &sql)?.first().and_then(|text| text.parse().ok()))
}

/// The header says how many pages there are (SQLite's file format, section 1.3): its checks miss pages at the end that
/// nothing names.
fn check_length(file: &Path) -> Result<(), BackupError> {
    let damaged = |why: &str| BackupError::Damaged { file: file.to_owned(), why: why.into() };
    let mut header = [0; 100];
    let mut opened = fs::File::open(file).map_err(failed(file))?;
    std::io::Read::read_exact(&mut opened, &mut header).map_err(|_| damaged("it has no header"))?;
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    let pages = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    let length = opened.metadata().map_err(failed(file))?.len();
    if length == page * pages { Ok(()) } else { Err(damaged("its length is not what its header says")) }
}

fn tables(database: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    names(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
}

/// The first column of all rows.
fn names(database: &Connection, sql: &str) -> Result<Vec<String>, rusqlite::Error> {
    database.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// A path in SQLite's URI.
fn escaped(file: &Path) -> String {
    let text = file.display().to_string();
    text.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
