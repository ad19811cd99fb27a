//! The state of a database's schema, looked at before anything is done with it.

use std::collections::HashSet;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use super::search_index;
use crate::database::Store;
use crate::errors::Result;

/// Whose tables are in a database, and from when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// No tables of ours. On PostgreSQL others may have some in it.
    Absent,
    /// Ours, from an earlier version: [`Store::migrate`] brings it up to date.
    Behind,
    Current,
    /// Ours, from a later version, which applied these migrations.
    Newer(Vec<String>),
    /// An SQLite file of another program.
    Foreign,
}

impl Schema {
    /// From the names of all migrations that were applied, and whether there are other tables.
    pub(crate) fn of(applied: &[String], other_tables: bool) -> Self {
        let known: Vec<String> = known();
        if applied.is_empty() {
            return if other_tables { Self::Foreign } else { Self::Absent };
        }
        if !applied.iter().any(|name| Some(name) == known.first()) {
            return Self::Foreign;
        }
        let newer: Vec<_> = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
        if !newer.is_empty() {
            return Self::Newer(newer);
        }
        let applied: HashSet<_> = applied.iter().collect();
        if known.iter().all(|name| applied.contains(name)) { Self::Current } else { Self::Behind }
    }
}

/// The names of this program's migrations, in order.
pub(crate) fn known() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|file| file.name().to_owned()).collect()
}

/// Where keys are kept that a master key has wrapped, and how they are read.
const WRAPPED: [(&str, &str); 2] = [
    ("signing_keys", "SELECT private_key AS wrapped FROM signing_keys"),
    ("wrapped_keys", "SELECT wrapped FROM wrapped_keys"),
];

impl Store {
    /// Reads only, so that a role without the right to change the schema may ask.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer; `Database` where an SQLite file is none.
    pub async fn schema(&self) -> Result<Schema> {
        let tables = self.tables().await?;
        let ours = tables.iter().any(|table| table == "seaql_migrations");
        let applied = if ours { applied(self.database()).await? } else { Vec::new() };
        // An application's role may share its PostgreSQL database with others.
        let others = !self.is_shared() && tables.len() > usize::from(ours);
        let schema = Schema::of(&applied, others);
        // A migration ends with the texts that searches look in.
        let unfinished = schema == Schema::Current && !search_index::is_prepared(self.database()).await?;
        Ok(if unfinished { Schema::Behind } else { schema })
    }

    /// Every key that a master key has wrapped; on earlier schemas too.
    pub async fn all_wrapped(&self) -> Result<Vec<Vec<u8>>> {
        let tables = self.tables().await?;
        let mut wrapped = Vec::new();
        for (_, read) in WRAPPED.iter().filter(|(table, _)| tables.iter().any(|there| there == table)) {
            wrapped.extend(self.query(read).await?.iter().map(|row| row.try_get("", "wrapped")));
        }
        Ok(wrapped.into_iter().collect::<std::result::Result<_, _>>()?)
    }

    async fn tables(&self) -> Result<Vec<String>> {
        let sql = if self.is_shared() {
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
        } else {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        };
        names(&self.query(sql).await?)
    }

    async fn query(&self, sql: &str) -> Result<Vec<QueryResult>> {
        query(self.database(), sql).await
    }
}

/// Whether there is anything of ours in a PostgreSQL schema.
pub(crate) async fn is_ours(connection: &impl ConnectionTrait) -> Result<bool> {
    let sql = "SELECT tablename AS name FROM pg_tables
        WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'";
    Ok(!query(connection, sql).await?.is_empty())
}

/// The names of all migrations that were applied, in order.
pub(crate) async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    names(&query(connection, "SELECT version AS name FROM seaql_migrations ORDER BY version").await?)
}

async fn query(connection: &impl ConnectionTrait, sql: &str) -> Result<Vec<QueryResult>> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Ok(connection.query_all_raw(statement).await?)
}

fn names(rows: &[QueryResult]) -> Result<Vec<String>> {
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<std::result::Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_told_apart() {
        let all = known();
        let with = |more: &str| [all.clone(), vec![more.to_owned()]].concat();
        assert_eq!(Schema::of(&[], false), Schema::Absent);
        assert_eq!(Schema::of(&[], true), Schema::Foreign);
        assert_eq!(Schema::of(&["m20200101_000001_of_others".into()], true), Schema::Foreign);
        assert_eq!(Schema::of(&all[..1], true), Schema::Behind);
        assert_eq!(Schema::of(&all, true), Schema::Current);
        let later = "m99991231_000001_later";
        assert_eq!(Schema::of(&with(later), true), Schema::Newer(vec![later.into()]));
    }
}
