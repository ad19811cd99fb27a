//! Runs several reading statements in one round trip, because a database may be far away.

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement};

use super::kept::Lent;
use super::shares::Share;
use super::store::Store;
use super::tx::Platform;
use crate::errors::Result;

impl Store {
    /// The rows of each statement. `Unavailable` from a standby, which does not have what is committed elsewhere. On
    /// PostgreSQL each sees what was committed when it begins; on SQLite all see one state
    /// of the database.
    pub(crate) async fn at_once(&self, statements: &[Statement]) -> Result<Vec<Vec<QueryResult>>> {
        if self.is_shared() {
            return self.in_one_round_trip(statements).await;
        }
        self.is_in_place()?;
        let mut tx = self.read().await?;
        let Platform { conn, .. } = tx.platform().await?;
        let mut rows = Vec::with_capacity(statements.len());
        for statement in statements {
            rows.push(conn.query_all_raw(statement.clone()).await?);
        }
        Ok(rows)
    }

    async fn in_one_round_trip(&self, statements: &[Statement]) -> Result<Vec<Vec<QueryResult>>> {
        let pool = self.database().get_postgres_connection_pool();
        match self.share {
            Share::Follower => self.kept.ask(pool, statements).await,
            Share::Portals | Share::Tokens => {
                let mut lent = Lent::of(pool).await?;
                let rows = lent.ask(statements).await?;
                lent.give_back();
                Ok(rows)
            }
        }
    }
}

/// The rows of one statement.
pub(crate) fn models<M: FromQueryResult>(rows: Vec<QueryResult>) -> Result<Vec<M>> {
    rows.into_iter().map(|row| Ok(M::from_query_result(&row, "")?)).collect()
}
