//! The database with its connections, from which transactions begin.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    AccessMode, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::time::timeout;

use super::embedded;
use super::file::DatabaseFile;
use super::kept::Kept;
use super::listener::Listening;
use super::settings::Settings;
use super::shares::{Pools, Share, Writers};
use super::tx::Tx;
use crate::errors::{Error, Result};

/// The database, for one [`Share`] of its connections. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    pub(crate) share: Share,
    /// SQLite has one writer at a time.
    writers: Option<Writers>,
    patience: Duration,
    /// Where PostgreSQL is; `None` for SQLite, which notifies no other node.
    notifier: Option<Arc<str>>,
    /// The embedded database.
    file: Option<DatabaseFile>,
    pub(crate) kept: Kept,
}

impl Store {
    /// Connects, without migrating.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer; `Database` for a URL that makes no sense, and for SQLite in
    /// memory, where each connection would see a database of its own.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        if settings.is_sqlite() && settings.is_in_memory() {
            let why = "SQLite in memory is not supported: name a file";
            return Err(Error::Database(DbErr::Custom(why.into())));
        }
        let pools = Pools::connect(settings).await?;
        let writers = settings.is_sqlite().then(Writers::new);
        let notifier = (!settings.is_sqlite()).then(|| settings.url.as_str().into());
        let file = settings.file().and_then(|path| DatabaseFile::opened(&path));
        Ok(Self {
            pools,
            share: Share::Portals,
            writers,
            patience: settings.patience,
            notifier,
            file,
            kept: Kept::default(),
        })
    }

    /// The same database by the connections of this share. [`Store::connect`] gives the portals'.
    pub fn share(&self, share: Share) -> Self {
        Self { share, ..self.clone() }
    }

    pub(crate) fn database(&self) -> &DatabaseConnection {
        self.pools.of(self.share)
    }

    /// # Errors
    /// `Unavailable` where the file of an embedded database is no longer the one that was opened.
    pub(crate) fn is_in_place(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::check)
    }

    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.database().ping().await?)
    }

    /// Starts a transaction that may write. On SQLite it holds the write lock from the start (BEGIN IMMEDIATE); on
    /// PostgreSQL it is READ COMMITTED.
    ///
    /// # Errors
    /// `Unavailable` when there is no connection, or no turn to write, within the patience of the settings.
    pub async fn begin(&self) -> Result<Tx> {
        self.is_in_place()?;
        let turn = match &self.writers {
            None => None,
            Some(writers) => Some(writers.turn(self.share, self.patience).await?),
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(self.database().begin_with_options(options).await?, turn))
    }

    /// Starts a transaction that only reads; on SQLite it sees one state of the database throughout.
    ///
    /// # Errors
    /// As for [`Store::begin`].
    pub async fn read(&self) -> Result<Tx> {
        let postgres = self.database().get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(self.database().begin_with_options(options).await?, None))
    }

    /// Hears of changes as they are committed, where the database tells of them.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn listen(&self) -> Result<Option<Listening>> {
        match &self.notifier {
            Some(url) => Listening::start(url).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether several nodes may work on it.
    pub fn is_shared(&self) -> bool {
        self.database().get_database_backend() == DbBackend::Postgres
    }

    /// Closes all connections, also those of clones; what is not committed is rolled back. Unless other processes use
    /// the embedded database, it is one file then, without a log (`-wal`) beside it.
    ///
    /// # Errors
    /// `Unavailable` where a connection is still in use after the patience of the settings.
    pub async fn close(self) -> Result<()> {
        self.kept.close().await;
        let closed = timeout(self.patience, self.pools.close()).await;
        closed.map_err(|_| Error::Unavailable("a connection is still in use".into()))??;
        if let Some(file) = self.file.filter(|file| file.check().is_ok()) {
            embedded::write_log_back(file.path()).await;
        }
        Ok(())
    }

    /// The embedded database.
    pub(crate) fn file(&self) -> Option<&std::path::Path> {
        self.file.as_ref().map(DatabaseFile::path)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Statement};

    use super::*;

    #[tokio::test]
    async fn sqlite_keeps_what_it_acknowledged() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("new.db").display());
        let store = Store::connect(&Settings::new(url)).await?;
        for (pragma, expected) in [("synchronous", "2"), ("foreign_keys", "1"), ("journal_mode", "wal")] {
            let sql = format!("SELECT CAST({pragma} AS text) AS value FROM pragma_{pragma}");
            let row = store.database().query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
            let value: String = row.ok_or("no row")?.try_get("", "value")?;
            assert_eq!(value, expected, "{pragma}");
        }
        Ok(())
    }

    /// SQLite ends a transaction by itself when a disk is full; `OR ROLLBACK` does the same on a healthy one.
    #[tokio::test]
    async fn a_transaction_that_sqlite_has_ended_costs_no_later_one()
    -> std::result::Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("new.db").display());
        let store = Store::connect(&Settings::new(&url)).await?;
        store.database().execute_unprepared("CREATE TABLE kept (id INTEGER PRIMARY KEY)").await?;
        for id in 1..=9 {
            let ended = store.database().begin().await?;
            ended.execute_unprepared("INSERT INTO kept VALUES (0)").await?;
            assert!(ended.execute_unprepared("INSERT OR ROLLBACK INTO kept VALUES (0)").await.is_err());
            drop(ended);
            drop(store.begin().await?);
            let acknowledged = store.database().begin().await?;
            acknowledged.execute_unprepared(&format!("INSERT INTO kept VALUES ({id})")).await?;
            acknowledged.commit().await?;
        }
        let other = Store::connect(&Settings::new(&url)).await?;
        let sql = "SELECT COUNT(*) AS kept FROM kept";
        let row = other.database().query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
        assert_eq!(row.ok_or("no row")?.try_get::<i64>("", "kept")?, 9);
        Ok(())
    }

    #[tokio::test]
    async fn sqlite_in_memory_is_refused() {
        for url in ["sqlite::memory:", "sqlite:file?mode=memory"] {
            assert!(Store::connect(&Settings::new(url)).await.is_err(), "{url}");
        }
    }
}
