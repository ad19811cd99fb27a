//! Turns one SQL text into the SQL of each database: what differs stands in braces.

use sea_orm_migration::sea_orm::{DbBackend, DbErr};

/// Each placeholder, what PostgreSQL reads and what SQLite reads. SQLite's tables are STRICT, so that it checks
/// the types too: UUIDs are 16-byte blobs and times are RFC 3339 text.
const WORDS: &[(&str, &str, &str)] = &[
    ("{uuid}", "uuid", "blob"),
    ("{time}", "timestamptz", "text"),
    ("{bytes}", "bytea", "blob"),
    ("{bool}", "boolean", "integer"),
    ("{int}", "integer", "integer"),
    ("{long}", "bigint", "integer"),
    ("{sequence}", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "integer PRIMARY KEY AUTOINCREMENT"),
    ("{strict}", "", "STRICT"),
];

/// The text as the database reads it.
///
/// # Errors
/// The database is neither PostgreSQL nor SQLite.
pub fn translate(sql: &str, backend: DbBackend) -> Result<String, DbErr> {
    let word = |(_, postgres, sqlite): &(&str, &'static str, &'static str)| match backend {
        DbBackend::Postgres => Ok(*postgres),
        DbBackend::Sqlite => Ok(*sqlite),
        _ => Err(DbErr::Migration("only PostgreSQL and SQLite are supported".into())),
    };
    WORDS.iter().try_fold(sql.to_owned(), |text, row| Ok(text.replace(row.0, word(row)?)))
}
