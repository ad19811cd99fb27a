//! Fills the texts that searches look in, after a migration and when names are folded in another way than before.

use model::search::{REVISION, Texts};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};
use uuid::Uuid;

use crate::catalogue::apps;
use crate::errors::Result;
use crate::organisations::{publishers, tenants};
use crate::search::texts::{APP, Noun, PUBLISHER, TENANT};

/// Rows that are read at once.
const AT_ONCE: usize = 2_000;

/// A noun and what is read of each row: its id, its name, and those of what it belongs to.
const NOUNS: [(Noun, &str); 3] = [
    (TENANT, "SELECT one.id, one.name, one.id, one.name FROM tenants AS one"),
    (PUBLISHER, "SELECT one.id, one.name, one.id, one.name FROM publishers AS one"),
    (
        APP,
        "SELECT one.id, one.name, publishers.id, publishers.name FROM apps AS one \
         JOIN publishers ON publishers.id = one.publisher_id",
    ),
];

/// Whether all texts are there.
pub(crate) async fn is_prepared(database: &DatabaseConnection) -> Result<bool> {
    let sql = "SELECT revision FROM search_revision";
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), sql)).await?;
    let revision: Option<i32> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(revision == Some(REVISION))
}

/// Makes the indexes of PostgreSQL that are missing.
pub(crate) async fn index(database: &DatabaseConnection) -> Result<()> {
    if database.get_database_backend() != DbBackend::Postgres || has_indexes(database).await? {
        return Ok(());
    }
    database.execute_unprepared(migrations::TRIGRAMS_OF_POSTGRES).await?;
    if !has_indexes(database).await? {
        tracing::warn!(
            "searches read whole tables: let an administrator run CREATE EXTENSION pg_trgm in this database, \
             then run `grantry migrate`"
        );
    }
    Ok(())
}

/// Makes all texts, unless they are there.
pub(crate) async fn fill_all(database: &DatabaseConnection) -> Result<()> {
    if is_prepared(database).await? {
        return Ok(());
    }
    let tx = database.begin().await?;
    for (noun, sql) in NOUNS {
        fill(&tx, noun, sql).await?;
    }
    tx.execute_unprepared(&format!("UPDATE search_revision SET revision = {REVISION}")).await?;
    Ok(tx.commit().await?)
}

async fn has_indexes(database: &DatabaseConnection) -> Result<bool> {
    let sql = "SELECT to_regclass('tenant_texts_trigrams') IS NOT NULL \
               AND to_regclass('publisher_texts_trigrams') IS NOT NULL \
               AND to_regclass('app_texts_trigrams') IS NOT NULL";
    let row = database.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(false))
}

/// The oldest first: the order of results is that in which texts are put in.
async fn fill(tx: &DatabaseTransaction, noun: Noun, sql: &str) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let sql = format!("{sql} WHERE one.id > $1 ORDER BY one.id LIMIT {AT_ONCE}");
        let sql = Statement::from_sql_and_values(tx.get_database_backend(), sql, [after.into()]);
        let mut rows = Vec::with_capacity(AT_ONCE);
        for row in tx.query_all_raw(sql).await? {
            let (id, owner): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
            let (name, owner_name): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(3)?);
            rows.push((id, texts(noun, id, &name, owner, &owner_name)));
        }
        let Some((last, _)) = rows.last() else { return Ok(()) };
        after = *last;
        noun.put_all(tx, rows).await?;
    }
}

fn texts(noun: Noun, id: Uuid, name: &str, owner: Uuid, owner_name: &str) -> Texts {
    match noun {
        TENANT => tenants::texts_of(id, name),
        PUBLISHER => publishers::texts_of(id, name),
        _ => apps::texts_of(id, name, owner, owner_name),
    }
}
