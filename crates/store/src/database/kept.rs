//! The connections to PostgreSQL that several statements go over at once.

use std::sync::{Arc, PoisonError};

use futures_util::TryStreamExt;
use sea_orm::{
    DbErr, QueryResult, RuntimeErr, Statement,
    sqlx::{self, AssertSqlSafe, Connection, Either, PgConnection, PgPool, Postgres, pool::PoolConnection},
};

use crate::errors::{Error, Result};

/// Gives access to all rows, for the transaction that PostgreSQL makes of statements that come together, and asks whether
/// this is a standby, whose connections are not kept.
const OPENING: &str = "SELECT pg_is_in_recovery() AS standby, set_config('grantry.tenant', '*', true)";

/// The follower's connections. A pool asks each one whether it is alive when it is lent and when it is given back: two
/// round trips more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(Arc<std::sync::Mutex<Vec<PgConnection>>>);

impl Kept {
    /// One whose answer fails, or is not waited for, is closed: the next question takes another.
    pub async fn ask(&self, pool: &PgPool, statements: &[Statement]) -> Result<Vec<Vec<QueryResult>>> {
        let idle = self.all().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => PgConnection::connect_with(&pool.connect_options()).await.map_err(failed)?,
        };
        match ask(&mut connection, statements).await {
            Ok(rows) => {
                self.all().push(connection);
                Ok(rows)
            }
            Err(error) => {
                // The others have probably lost the database too.
                self.all().clear();
                Err(error)
            }
        }
    }

    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.all());
        for connection in idle {
            let _ = connection.close().await;
        }
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<PgConnection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pool's connection that is closed, and makes room for another, where its answer is not waited for.
pub(crate) struct Lent(Option<PoolConnection<Postgres>>);

impl Lent {
    pub async fn of(pool: &PgPool) -> Result<Self> {
        Ok(Self(Some(pool.acquire().await.map_err(failed)?)))
    }

    pub async fn ask(&mut self, statements: &[Statement]) -> Result<Vec<Vec<QueryResult>>> {
        let connection = self.0.as_mut().ok_or_else(|| failed(sqlx::Error::PoolClosed))?;
        ask(connection, statements).await
    }

    pub fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        drop(self.0.take().map(PoolConnection::detach));
    }
}

async fn ask(connection: &mut PgConnection, statements: &[Statement]) -> Result<Vec<Vec<QueryResult>>> {
    let sql: Vec<_> =
        std::iter::once(OPENING.to_owned()).chain(statements.iter().map(ToString::to_string)).collect();
    let mut rows: Vec<Vec<QueryResult>> = vec![Vec::new()];
    {
        // The values stand in the text, as SeaQuery quotes them: they are ids, numbers and times of ours.
        let mut answer = sqlx::raw_sql(AssertSqlSafe(sql.join(";\n"))).fetch_many(connection);
        while let Some(next) = answer.try_next().await.map_err(failed)? {
            match next {
                Either::Left(_) => rows.push(Vec::new()),
                Either::Right(row) => rows.last_mut().unwrap_or(&mut Vec::new()).push(row.into()),
            }
        }
    }
    // The answer of `OPENING` comes first; nothing follows the last statement.
    let opened = rows.remove(0);
    if opened.first().map(|row| row.try_get::<bool>("", "standby")).transpose()? != Some(false) {
        return Err(Error::Unavailable("this database is a standby: it only follows another".into()));
    }
    rows.truncate(statements.len());
    if rows.len() == statements.len() {
        Ok(rows)
    } else {
        Err(Error::Database(DbErr::Custom("a statement was not answered".into())))
    }
}

fn failed(error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Error::Unavailable(error.to_string()),
        error => DbErr::Query(RuntimeErr::SqlxError(error.into())).into(),
    }
}
