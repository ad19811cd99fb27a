//! The state of the database, for readiness, health and warnings at start.

use model::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::store::Store;
use crate::errors::{Error, Result};

/// How the database is, at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// It takes no writes: a standby, or a primary that an administrator has closed to writes.
    pub read_only: bool,
    /// Its clock; SQLite has none of its own.
    pub clock: Option<Timestamp>,
}

/// What PostgreSQL says of this connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The role passes row-level security: it is a superuser, or has BYPASSRLS.
    pub passes_walls: bool,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
}

const CONDITION: &str = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only, \
     (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock";
const FACTS: &str = "SELECT rolsuper OR rolbypassrls AS passes_walls, \
     coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted \
     FROM pg_roles WHERE rolname = current_user";

impl Store {
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn condition(&self) -> Result<Condition> {
        if !self.is_shared() {
            self.ping().await?;
            return Ok(Condition { read_only: false, clock: None });
        }
        let row = self.one(CONDITION).await?;
        let clock: i64 = row.try_get("", "clock")?;
        Ok(Condition {
            read_only: row.try_get("", "read_only")?,
            clock: Timestamp::from_timestamp_millis(clock),
        })
    }

    /// `None` for SQLite, which has neither roles nor a network.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn facts(&self) -> Result<Option<Facts>> {
        if !self.is_shared() {
            return Ok(None);
        }
        let row = self.one(FACTS).await?;
        Ok(Some(Facts {
            passes_walls: row.try_get("", "passes_walls")?,
            encrypted: row.try_get("", "encrypted")?,
        }))
    }

    async fn one(&self, sql: &str) -> Result<sea_orm::QueryResult> {
        let row = self.database().query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        row.ok_or_else(|| Error::Database(DbErr::RecordNotFound("no answer".into())))
    }
}
