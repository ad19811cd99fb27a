use std::{sync::Arc, time::Duration};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{
        self, Connection,
        sqlite::{SqliteConnection, SqliteJournalMode},
    },
};
use tokio::{sync::Semaphore, time::timeout};

use crate::{Error, Listening, Result, Settings, Tx};

/// Guards the migrations of nodes that start at the same time.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7236829514001)";

/// The database. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    database: DatabaseConnection,
    /// SQLite has one writer at a time: here they queue in order instead of polling for the lock.
    writers: Option<Arc<Semaphore>>,
    patience: Duration,
    /// Where PostgreSQL is; `None` for SQLite, which has no one to tell.
    notifier: Option<Arc<str>>,
}

impl Store {
    /// Connects, without migrating.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer; `Database` for a URL that makes no sense, and for SQLite in
    /// memory, where each connection would see a database of its own.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        if settings.is_sqlite() && (settings.url.contains(":memory:") || settings.url.contains("mode=memory"))
        {
            let why = "SQLite in memory is not supported: name a file";
            return Err(Error::Database(DbErr::Custom(why.into())));
        }
        let database = Database::connect(options(settings)).await?;
        let writers = settings.is_sqlite().then(|| Arc::new(Semaphore::new(1)));
        let notifier = (!settings.is_sqlite()).then(|| settings.url.as_str().into());
        Ok(Self { database, writers, patience: settings.patience, notifier })
    }

    /// Brings the schema up to date. Nodes may do this at the same time.
    pub async fn migrate(&self) -> Result<()> {
        let guard = self.database.begin().await?;
        if self.database.get_database_backend() == DbBackend::Postgres {
            guard.execute_unprepared(MIGRATION_LOCK).await?;
        }
        Migrator::up(&self.database, None).await?;
        Ok(guard.commit().await?)
    }

    /// Whether all migrations that this program knows have been applied.
    pub async fn is_migrated(&self) -> Result<bool> {
        Ok(Migrator::get_pending_migrations_read_only(&self.database).await?.is_empty())
    }

    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.database.ping().await?)
    }

    /// Starts a transaction that may write. On SQLite it holds the write lock from the start (BEGIN IMMEDIATE); on
    /// PostgreSQL it is READ COMMITTED.
    ///
    /// # Errors
    /// `Unavailable` when there is no connection, or no turn to write, within the patience of the settings.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = match &self.writers {
            None => None,
            Some(writers) => {
                let turn = timeout(self.patience, Arc::clone(writers).acquire_owned()).await;
                let turn = turn.map_err(|_| Error::Unavailable("too many writers are waiting".into()))?;
                Some(turn.map_err(|closed| Error::Unavailable(closed.to_string()))?)
            }
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(self.database.begin_with_options(options).await?, turn))
    }

    /// Starts a transaction that only reads; on SQLite it sees one state of the database throughout.
    ///
    /// # Errors
    /// As for [`Store::begin`].
    pub async fn read(&self) -> Result<Tx> {
        let postgres = self.database.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..TransactionOptions::default()
        };
        Ok(Tx::new(self.database.begin_with_options(options).await?, None))
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
        self.database.get_database_backend() == DbBackend::Postgres
    }

    /// Whether nobody has put anything in yet.
    pub async fn is_empty(&self) -> Result<bool> {
        let mut tx = self.read().await?;
        tx.platform().await?.is_empty().await
    }

    /// Closes all connections; what is not committed is rolled back.
    pub async fn close(self) -> Result<()> {
        Ok(self.database.close().await?)
    }
}

fn options(settings: &Settings) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.url);
    options
        .max_connections(settings.max_connections.max(2))
        .min_connections(1)
        .acquire_timeout(settings.patience)
        .connect_timeout(settings.patience)
        .sqlx_logging(false);
    if settings.is_sqlite() {
        let patience = settings.patience;
        // `synchronous` stays FULL: an acknowledged commit survives a power cut.
        options.test_before_acquire(false).map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .foreign_keys(true)
                .busy_timeout(patience)
                .pragma("journal_size_limit", "67108864")
        });
        options.map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(is_outside_transactions(connection)))
        });
    } else {
        options.statement_timeout(settings.statement_timeout).set_application_name("grantry");
    }
    options
}

/// Whether a connection may be used again. Where SQLite has rolled back by itself (a full disk, a failed fsync), the
/// driver's own ROLLBACK fails and it goes on counting a transaction that is none: the next one would be a savepoint,
/// whose release after one more roll-back commits nothing.
async fn is_outside_transactions(
    connection: &mut SqliteConnection,
) -> std::result::Result<bool, sqlx::Error> {
    // A dropped transaction only asks for its roll-back; this waits for it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

#[cfg(test)]
mod tests {
    use sea_orm::Statement;

    use super::*;

    #[tokio::test]
    async fn sqlite_keeps_what_it_acknowledged() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("new.db").display());
        let store = Store::connect(&Settings::new(url)).await?;
        for (pragma, expected) in [("synchronous", "2"), ("foreign_keys", "1"), ("journal_mode", "wal")] {
            let sql = format!("SELECT CAST({pragma} AS text) AS value FROM pragma_{pragma}");
            let row = store.database.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
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
        store.database.execute_unprepared("CREATE TABLE kept (id INTEGER PRIMARY KEY)").await?;
        for id in 1..=9 {
            let ended = store.database.begin().await?;
            ended.execute_unprepared("INSERT INTO kept VALUES (0)").await?;
            assert!(ended.execute_unprepared("INSERT OR ROLLBACK INTO kept VALUES (0)").await.is_err());
            drop(ended);
            drop(store.begin().await?);
            let acknowledged = store.database.begin().await?;
            acknowledged.execute_unprepared(&format!("INSERT INTO kept VALUES ({id})")).await?;
            acknowledged.commit().await?;
        }
        let other = Store::connect(&Settings::new(&url)).await?;
        let sql = "SELECT COUNT(*) AS kept FROM kept";
        let row = other.database.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
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
