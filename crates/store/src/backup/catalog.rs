//! The tables of a PostgreSQL schema, as its own catalogue lists them.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Statement};

use super::error::BackupError;
use super::lines::Table;

/// Our tables: those of the migrations' owner, but for the migrations' own. Columns that PostgreSQL computes are left out.
const COLUMNS: &str = "
    SELECT c.relname::text AS name, a.attname::text AS column
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'seaql_migrations'
      AND c.relowner = (SELECT relowner FROM pg_class WHERE oid = 'seaql_migrations'::regclass)
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY c.relname, a.attnum";

/// Which table names rows of which other one.
const REFERENCES: &str = "
    SELECT r.conrelid::regclass::text AS name, r.confrelid::regclass::text AS column
    FROM pg_constraint r WHERE r.contype = 'f' AND r.connamespace = current_schema()::regnamespace";

/// Columns whose values PostgreSQL counts.
const COUNTED: &str = "
    SELECT c.relname::text AS name, a.attname::text AS column
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attidentity <> ''";

/// All tables, each before those that name its rows.
pub async fn tables(tx: &DatabaseTransaction) -> Result<Vec<Table>, BackupError> {
    let mut left: Vec<Table> = Vec::new();
    for (table, column) in pairs(tx, COLUMNS).await? {
        match left.last_mut().filter(|last| last.table == table) {
            Some(last) => last.columns.push(column),
            None => left.push(Table { table, columns: vec![column] }),
        }
    }
    let mut needs: HashMap<String, HashSet<String>> = HashMap::new();
    for (table, named) in pairs(tx, REFERENCES).await? {
        if table != named {
            needs.entry(unquoted(&table)).or_default().insert(unquoted(&named));
        }
    }
    let (mut ordered, mut placed) = (Vec::new(), HashSet::new());
    while !left.is_empty() {
        let ready = |table: &Table| needs.get(&table.table).is_none_or(|needs| needs.is_subset(&placed));
        let (now, later): (Vec<_>, Vec<_>) = left.into_iter().partition(ready);
        if now.is_empty() {
            let names: Vec<_> = later.iter().map(|table| table.table.as_str()).collect();
            return Err(BackupError::NotReadBack(format!("tables name each other: {}", names.join(", "))));
        }
        placed.extend(now.iter().map(|table| table.table.clone()));
        (left, ordered) = (later, [ordered, now].concat());
    }
    Ok(ordered)
}

/// Table and column of each counter.
pub async fn counted(tx: &DatabaseTransaction) -> Result<Vec<(String, String)>, BackupError> {
    pairs(tx, COUNTED).await
}

/// A name in SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `regclass` quotes what needs it.
fn unquoted(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

async fn pairs(tx: &DatabaseTransaction, sql: &str) -> Result<Vec<(String, String)>, BackupError> {
    let rows = tx.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    let pair = |row: &QueryResult| Ok((row.try_get("", "name")?, row.try_get("", "column")?));
    rows.iter().map(pair).collect()
}
