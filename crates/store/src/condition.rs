//! The state of the database, for readiness, health and warnings at start.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use model::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::{Error, Result, Store};

/// How the database is, at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// It takes no writes: a standby, or a primary that someone has closed.
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

/// Writes that were refused because a disk is full, since the process started, and when the last one was: milliseconds
/// after the first.
static REFUSED: AtomicU64 = AtomicU64::new(0);
static LAST: AtomicU64 = AtomicU64::new(0);
static FIRST: OnceLock<Instant> = OnceLock::new();

/// Writes of this process that a full disk has refused: how many, and how long ago the last one was.
pub fn refused_by_full_disk() -> (u64, Option<Duration>) {
    let refused = REFUSED.load(Ordering::Relaxed);
    let last = FIRST.get().map(|first| *first + Duration::from_millis(LAST.load(Ordering::Relaxed)));
    (refused, last.filter(|_| refused > 0).map(|last| last.elapsed()))
}

pub(crate) fn note_full_disk() {
    let first = *FIRST.get_or_init(Instant::now);
    LAST.store(u64::try_from(first.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    REFUSED.fetch_add(1, Ordering::Relaxed);
}
