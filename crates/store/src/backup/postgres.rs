//! Backups of PostgreSQL: all rows in one snapshot, as JSON.

use std::path::Path;

use futures_util::TryStreamExt;
use migrations::{Migrator, MigratorTrait};
use model::Timestamp;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, Statement, StreamTrait,
    TransactionTrait,
};

use super::background::in_the_background;
use super::catalog;
use super::contents::Contents;
use super::error::BackupError;
use super::lines::{self, Line, Reader, Table, Writer};
use crate::database::{Store, Tx};
use crate::errors::Error;
use crate::schema::{self, MIGRATION_LOCK};

/// What goes into one statement, in bytes of JSON; a row may be longer.
const AT_ONCE: usize = 1 << 20;

/// Everything, as the platform's handle sees it. A large table takes longer than a statement of a node may.
const SEE_ALL: &str =
    "SELECT set_config('grantry.tenant', '*', true), set_config('statement_timeout', '0', true),
    set_config('row_security', 'on', true)";

pub async fn back_up(store: &Store, to: &Path, now: Timestamp) -> Result<Contents, BackupError> {
    let snapshot = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
    let tx = store.database().begin_with_config(snapshot.0, snapshot.1).await?;
    let written = write(&tx, to, now).await.map_err(may_not_read)?;
    tx.rollback().await?;
    let file = to.to_owned();
    let read = in_the_background(move || lines::check(&file)).await;
    match read {
        Ok(read) if read == written => Ok(read),
        Ok(read) => Err(BackupError::NotReadBack(format!("{} rows for {}", read.rows, written.rows))),
        Err(BackupError::Damaged { why, .. }) => Err(BackupError::NotReadBack(why)),
        Err(error) => Err(error),
    }
}

async fn write(tx: &DatabaseTransaction, to: &Path, now: Timestamp) -> Result<Contents, BackupError> {
    tx.execute_unprepared(SEE_ALL).await?;
    let migrations = schema::applied(tx).await?;
    let mut writer = Writer::begin(to, migrations, now)?;
    for table in catalog::tables(tx).await? {
        writer.table(&table)?;
        let sql = format!(
            "SELECT row_to_json(r)::text AS row FROM (SELECT {} FROM {}) r",
            columns(&table),
            name(&table)
        );
        let mut rows = tx.stream_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        while let Some(row) = rows.try_next().await? {
            writer.row(&row.try_get::<String>("", "row")?)?;
        }
    }
    writer.end()
}

/// Into an empty database, in one transaction: a crash leaves it empty.
pub async fn restore(file: &Path, tx: &mut Tx) -> Result<(), BackupError> {
    let tx = tx.platform().await?.conn;
    let mut reader = Reader::begin(file)?;
    tx.execute_unprepared(SEE_ALL).await?;
    let had = u32::try_from(reader.header.migrations.len()).unwrap_or(u32::MAX);
    tx.execute_unprepared(MIGRATION_LOCK).await?;
    if schema::is_ours(tx).await? {
        return Err(BackupError::NotEmpty);
    }
    Migrator::up(tx, Some(had)).await?;
    let (mut applied, mut wanted) = (schema::applied(tx).await?, reader.header.migrations.clone());
    applied.sort_unstable();
    wanted.sort_unstable();
    if applied != wanted {
        return Err(reader.damaged("it lacks migrations from before its last one"));
    }
    let tables = catalog::tables(tx).await?;
    prepare(tx, &tables).await?;
    let mut batch = Batch { table: None, rows: String::new() };
    while let Some(line) = reader.next()? {
        match line {
            Line::Table(table) => {
                batch.put(tx, &reader).await?;
                let fits = |here: &&Table| here.table == table.table;
                let here = tables.iter().find(fits).filter(|here| here.columns == table.columns);
                let here =
                    here.ok_or_else(|| reader.damaged(format!("its table {} is none of ours", table.table)))?;
                batch.table = Some(here.clone());
            }
            Line::Row(row) => {
                batch.rows.push(if batch.rows.is_empty() { '[' } else { ',' });
                batch.rows.push_str(&row);
                if batch.rows.len() >= AT_ONCE {
                    batch.put(tx, &reader).await?;
                }
            }
        }
    }
    batch.put(tx, &reader).await?;
    finish(tx, &tables).await?;
    Ok(Migrator::up(tx, None).await?)
}

/// Empties tables of what the migrations put in, and keeps triggers from doing again what they did.
async fn prepare(tx: &DatabaseTransaction, tables: &[Table]) -> Result<(), BackupError> {
    triggers(tx, tables, "DISABLE").await?;
    let names: Vec<_> = tables.iter().map(name).collect();
    tx.execute_unprepared(&format!("TRUNCATE {}", names.join(", "))).await?;
    Ok(())
}

/// Counters go on behind the last row.
async fn finish(tx: &DatabaseTransaction, tables: &[Table]) -> Result<(), BackupError> {
    for (table, column) in catalog::counted(tx).await? {
        let (table, quoted) = (catalog::quoted(&table), catalog::quoted(&column));
        let sequence = format!("pg_get_serial_sequence('{}', '{column}')", table.replace('\'', "''"));
        let last = format!("SELECT setval({sequence}, GREATEST(max({quoted}), 1)) FROM {table}");
        tx.execute_unprepared(&last).await?;
    }
    triggers(tx, tables, "ENABLE").await
}

async fn triggers(tx: &DatabaseTransaction, tables: &[Table], what: &str) -> Result<(), BackupError> {
    for table in tables {
        tx.execute_unprepared(&format!("ALTER TABLE {} {what} TRIGGER USER", name(table))).await?;
    }
    Ok(())
}

/// Rows of one table that go into one statement.
struct Batch {
    table: Option<Table>,
    /// A JSON array without its last bracket.
    rows: String,
}

impl Batch {
    async fn put(&mut self, tx: &DatabaseTransaction, reader: &Reader) -> Result<(), BackupError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let table = self.table.as_ref().ok_or_else(|| reader.damaged("rows come before their table"))?;
        let (columns, name) = (columns(table), name(table));
        let rows = std::mem::take(&mut self.rows) + "]";
        let sql = format!(
            "INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE
             SELECT {columns} FROM json_populate_recordset(NULL::{name}, $1::json)"
        );
        let insert = Statement::from_sql_and_values(DbBackend::Postgres, sql, [rows.into()]);
        let put = tx.execute_raw(insert).await;
        put.map(drop).map_err(|error| match Error::from(error) {
            Error::Unavailable(why) => BackupError::Store(Error::Unavailable(why)),
            error => reader.damaged(format!("rows of {name}: {error}")),
        })
    }
}

fn name(table: &Table) -> String {
    catalog::quoted(&table.table)
}

fn columns(table: &Table) -> String {
    table.columns.iter().map(|column| catalog::quoted(column)).collect::<Vec<_>>().join(", ")
}

/// SQLSTATE 42501.
fn may_not_read(error: BackupError) -> BackupError {
    match error {
        BackupError::Store(Error::Database(cause)) if cause.to_string().contains("permission denied") => {
            BackupError::MayNotRead(cause.to_string())
        }
        error => error,
    }
}
