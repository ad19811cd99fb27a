//! The error of every query: what SQLite and PostgreSQL report, under one name each.

use sea_orm::{DbErr, RuntimeErr, SqlxError};

use super::full_disk::note_full_disk;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row to change is not there.
    #[error("not found")]
    NotFound,
    /// A unique value is taken. `what` is `table.column`, or `table.column_column`: `people.email`.
    /// On PostgreSQL the transaction is then over: drop it. So it is after every refused statement.
    #[error("{what} is taken")]
    Conflict { what: String },
    /// A row that this one names is not there, or others still name the row to delete.
    #[error("a reference to another row does not hold")]
    BrokenReference,
    /// Another transaction changed the row first, or the database ended a deadlock at this transaction's cost.
    #[error("another change came first")]
    LostRace,
    /// An entry for another chain than that of the tenant whose handle is used.
    #[error("this does not belong to the tenant")]
    OutsideTenant,
    /// The database is away, shutting down, full, read-only, or does not answer in time. Worth another try later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A stored value is none that this program writes.
    #[error("the value in {table}.{column} is corrupt: {why}")]
    Corrupt { table: &'static str, column: String, why: String },
    #[error("the database refused: {0}")]
    Database(#[source] DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error.to_string()),
            DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                from_driver(cause).unwrap_or(Self::Database(error))
            }
            _ => Self::Database(error),
        }
    }
}

fn from_driver(error: &SqlxError) -> Option<Error> {
    match error {
        SqlxError::Database(error) => {
            if error.is_unique_violation() {
                return Some(Error::Conflict {
                    what: taken(error.table(), error.constraint(), error.message()),
                });
            }
            if error.is_foreign_key_violation() {
                return Some(Error::BrokenReference);
            }
            from_code(&error.code()?, error.message())
        }
        SqlxError::ColumnDecode { index, source } => {
            Some(Error::Corrupt { table: "", column: index.clone(), why: source.to_string() })
        }
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => Some(Error::Unavailable(error.to_string())),
        _ => None,
    }
}

/// PostgreSQL's SQLSTATE (five characters; appendix A of its manual) or SQLite's extended result code (a number).
fn from_code(code: &str, message: &str) -> Option<Error> {
    let unavailable = || Some(Error::Unavailable(message.to_owned()));
    if code.len() == 5 {
        if code == "53100" {
            note_full_disk();
        }
        return match code {
            "40001" | "40P01" => Some(Error::LostRace),
            // Cancelled, a lock not had in time, and a database that takes no writes.
            "57014" | "55P03" | "25006" => unavailable(),
            _ if ["08", "53", "58", "57P"].iter().any(|class| code.starts_with(*class)) => unavailable(),
            _ => None,
        };
    }
    // The low byte is the primary code: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
    match code.parse::<u32>().ok()? & 0xff {
        13 => {
            note_full_disk();
            unavailable()
        }
        5 | 6 | 8 | 10 | 14 => unavailable(),
        _ => None,
    }
}

/// The one name for a unique constraint on both databases. PostgreSQL tells the index's name, which is
/// `table_column_column`; SQLite says "UNIQUE constraint failed: table.column, table.column".
fn taken(table: Option<&str>, constraint: Option<&str>, message: &str) -> String {
    if let (Some(table), Some(constraint)) = (table, constraint) {
        let columns = constraint.strip_prefix(table).and_then(|rest| rest.strip_prefix('_'));
        return format!("{table}.{}", columns.unwrap_or(constraint));
    }
    let columns = message.rsplit(": ").next().unwrap_or(message);
    let mut names = columns.split(", ");
    let first = names.next().unwrap_or(columns).to_owned();
    names.fold(first, |all, name| {
        let column = name.rsplit('.').next().unwrap_or(name);
        format!("{all}_{column}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_constraint_has_one_name_on_both_databases() {
        assert_eq!(taken(Some("people"), Some("people_email"), ""), "people.email");
        assert_eq!(taken(None, None, "UNIQUE constraint failed: people.email"), "people.email");
        assert_eq!(
            taken(None, None, "UNIQUE constraint failed: connections.tenant_id, connections.app_id"),
            taken(Some("connections"), Some("connections_tenant_id_app_id"), ""),
        );
    }

    #[test]
    fn codes_are_told_apart() {
        assert!(matches!(from_code("40P01", ""), Some(Error::LostRace)));
        for away in ["57P01", "08006", "53300", "25006", "5", "517", "13", "8", "1032"] {
            assert!(matches!(from_code(away, ""), Some(Error::Unavailable(_))), "{away}");
        }
        for other in ["42601", "23514", "1", "1811"] {
            assert!(from_code(other, "").is_none(), "{other}");
        }
    }
}
