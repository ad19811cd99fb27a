//! The newest rows of several owners. An index gives the newest of each; asked for all at once, the database would read
//! all rows of all of them, or all rows of others to find few.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::errors::Result;

/// SQLite takes 500 selects in a statement.
const OWNERS_AT_ONCE: usize = 200;

/// Where rows are, and whose.
pub(crate) struct Owned {
    pub table: &'static str,
    /// Of the index `(owner, id DESC)`.
    pub owner: &'static str,
    /// What is read of each row, `id` first.
    pub columns: &'static str,
}

impl Owned {
    /// The newest rows, each once, those after an id alone.
    pub async fn newest(
        &self,
        conn: &DatabaseTransaction,
        owners: &[Value],
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<QueryResult>> {
        let older = after.map(|after| ("id <", Value::from(after)));
        self.newest_where(conn, owners, older.as_slice(), limit).await
    }

    /// As `newest`, of rows of which more holds: each is a condition, written up to its value.
    pub async fn newest_where(
        &self,
        conn: &DatabaseTransaction,
        owners: &[Value],
        more: &[(&'static str, Value)],
        limit: u64,
    ) -> Result<Vec<QueryResult>> {
        let mut rows = Vec::new();
        for owners in owners.chunks(OWNERS_AT_ONCE) {
            let mut values = owners.to_vec();
            let mut and = String::new();
            for (condition, value) in more {
                values.push(value.clone());
                and.push_str(&format!(" AND {condition} ${}", values.len()));
            }
            let Self { table, owner, columns } = self;
            let backend = conn.get_database_backend();
            let each = (1..=owners.len()).map(|place| {
                let rows = format!("SELECT {columns} FROM {table} WHERE {owner} = ${place}{and}");
                match backend {
                    // It expects that the wall passes few rows, and would read all of them without a limit.
                    DbBackend::Postgres => {
                        format!("SELECT * FROM ({rows} ORDER BY id DESC LIMIT {limit}) AS newest")
                    }
                    _ => rows,
                }
            });
            // Both databases merge the owners' rows by the index, and stop at the limit.
            let each = each.collect::<Vec<_>>().join(" UNION ALL ");
            let sql = format!("{each} ORDER BY id DESC LIMIT {limit}");
            let sql = Statement::from_sql_and_values(backend, sql, values);
            for row in conn.query_all_raw(sql).await? {
                rows.push((row.try_get_by_index::<Uuid>(0)?, row));
            }
        }
        rows.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        rows.dedup_by_key(|(id, _)| *id);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}
