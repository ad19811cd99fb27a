//! The options of connections to the database, and the check whether one may be used again.

use sea_orm::{
    ConnectOptions,
    sqlx::{
        self, Connection,
        postgres::PgConnection,
        sqlite::{SqliteConnection, SqliteJournalMode},
    },
};

use super::settings::Settings;

/// How a pool of at most so many connections connects.
pub(crate) fn options(settings: &Settings, most: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.url);
    options
        .max_connections(most)
        .min_connections(1)
        .acquire_timeout(settings.patience)
        .connect_timeout(settings.patience)
        .sqlx_logging(false);
    if settings.is_sqlite() {
        let (patience, create) = (settings.patience, settings.create);
        // `synchronous` stays FULL: an acknowledged commit survives a power cut.
        options.test_before_acquire(false).map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(create)
                .journal_mode(SqliteJournalMode::Wal)
                .foreign_keys(true)
                .busy_timeout(patience)
                .pragma("journal_size_limit", "67108864")
        });
        options.map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(is_outside_transactions(connection)))
        });
    } else {
        options
            .statement_timeout(settings.statement_timeout)
            .set_application_name("grantry")
            .test_before_acquire(false);
        // After five executions, one plan for all values may be kept: that of the newest rows of several owners reads all of
        // them (300 ms for 5), and that of a search reads the index even for what every row has.
        options
            .map_sqlx_postgres_opts(|postgres| postgres.options([("plan_cache_mode", "force_custom_plan")]));
        options.map_sqlx_postgres_pool_opts(|pool| {
            pool.before_acquire(|connection, _| Box::pin(is_to_a_primary(connection)))
        });
    }
    options
}

/// Whether a connection may be used again: a name that led to a standby for a moment leads to another server now. This is
/// asked in place of a ping.
async fn is_to_a_primary(connection: &mut PgConnection) -> std::result::Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT NOT pg_is_in_recovery()").fetch_one(connection).await
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
    use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, TransactionTrait};

    use super::*;

    /// Otherwise PostgreSQL would keep one plan for all values of this statement, after five executions on a connection.
    #[tokio::test]
    async fn postgres_plans_for_the_values() -> Result<(), Box<dyn std::error::Error>> {
        let url = tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??;
        let tx = Database::connect(options(&Settings::new(&url), 1)).await?.begin().await?;
        for value in 0..12 {
            let sql = "SELECT $1 + 1";
            tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [value.into()]))
                .await?;
        }
        let plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = 'SELECT $1 + 1'";
        let plans = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, plans)).await?;
        let plans = plans.ok_or("not prepared")?;
        assert_eq!((plans.try_get_by_index::<i64>(0)?, plans.try_get_by_index::<i64>(1)?), (0, 12));
        Ok(())
    }
}
