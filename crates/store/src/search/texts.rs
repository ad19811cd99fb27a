//! What searches look in: see the migration `search`. SQLite's index is a table of FTS5, PostgreSQL's is of `pg_trgm`;
//! both find what contains a text.

use model::search::{Search, Texts, Word};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};
use uuid::Uuid;

use super::listing::{FOUND, Listed, Listing, bounded, length};
use crate::errors::Result;

/// A noun whose texts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noun(&'static str);

pub(crate) const TENANT: Noun = Noun("tenant");
pub(crate) const PUBLISHER: Noun = Noun("publisher");
pub(crate) const APP: Noun = Noun("app");

/// A row of texts takes three values, and SQLite 32,766 in a statement.
const AT_ONCE: usize = 2_000;

impl Noun {
    pub async fn put(self, conn: &DatabaseTransaction, id: Uuid, texts: Texts) -> Result<()> {
        self.put_all(conn, vec![(id, texts)]).await
    }

    /// In their order, which is that of search results.
    pub async fn put_all(self, conn: &DatabaseTransaction, rows: Vec<(Uuid, Texts)>) -> Result<()> {
        for part in rows.chunks(AT_ONCE) {
            let places: Vec<_> = (0..part.len()).map(|row| row * 3).collect();
            let places = places.iter().map(|at| format!("(${}, ${}, ${})", at + 1, at + 2, at + 3));
            let sql = format!(
                "INSERT INTO {noun}_texts (id, names, ids) VALUES {places} \
                 ON CONFLICT (id) DO UPDATE SET names = excluded.names, ids = excluded.ids \
                 WHERE {noun}_texts.names <> excluded.names OR {noun}_texts.ids <> excluded.ids",
                noun = self.0,
                places = places.collect::<Vec<_>>().join(", ")
            );
            let values = part.iter().flat_map(|(id, texts)| -> [Value; 3] {
                [(*id).into(), texts.indexed_names().into(), texts.ids.as_str().into()]
            });
            let backend = conn.get_database_backend();
            conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
        Ok(())
    }

    /// The texts of these, as the index has them.
    pub async fn of(self, conn: &DatabaseTransaction, ids: Vec<Uuid>) -> Result<Vec<(Uuid, Texts)>> {
        let mut found = Vec::with_capacity(ids.len());
        for part in ids.chunks(AT_ONCE) {
            let places: Vec<_> = (1..=part.len()).map(|place| format!("${place}")).collect();
            let noun = self.0;
            let sql = format!("SELECT id, names, ids FROM {noun}_texts WHERE id IN ({})", places.join(", "));
            let values = part.iter().map(|id| Value::from(*id));
            let sql = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
            for row in conn.query_all_raw(sql).await? {
                let texts = Texts { names: row.try_get_by_index(1)?, ids: row.try_get_by_index(2)? };
                found.push((row.try_get_by_index(0)?, texts));
            }
        }
        Ok(found)
    }

    /// A part of what a search finds, and how many it finds.
    pub async fn list(
        self,
        conn: &DatabaseTransaction,
        search: &Search,
        listing: &Listing,
    ) -> Result<Listed<Uuid>> {
        let first = listing.is_first();
        let limit = if first { listing.one_more().max(FOUND + 1) } else { listing.one_more() };
        let ids = self.find(conn, search, listing.after, limit).await?;
        let count = length(&ids);
        let mut listed = Listed::new(ids, listing);
        listed.total = first.then(|| bounded(count, limit - 1));
        Ok(listed)
    }

    /// The newest that a search finds.
    pub async fn find(
        self,
        conn: &DatabaseTransaction,
        search: &Search,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Uuid>> {
        let backend = conn.get_database_backend();
        let mut values: Vec<Value> = Vec::new();
        let contains = match backend {
            DbBackend::Sqlite => {
                values.push(match_expression(search).into());
                format!("{}_trigrams MATCH $1", self.0)
            }
            _ => {
                let words = search.words().iter().map(|word| word_condition(word, &mut values));
                words.collect::<Vec<_>>().join(" AND ")
            }
        };
        let noun = self.0;
        let mut sql = match backend {
            DbBackend::Sqlite => format!(
                "SELECT t.id FROM {noun}_trigrams CROSS JOIN {noun}_texts t \
                 ON t.number = {noun}_trigrams.rowid WHERE {contains}"
            ),
            _ => format!("SELECT t.id FROM {noun}_texts t WHERE {contains}"),
        };
        let number = match backend {
            DbBackend::Sqlite => format!("{noun}_trigrams.rowid"),
            _ => "t.number".to_owned(),
        };
        if let Some(after) = after {
            values.push(after.into());
            let place = values.len();
            sql.push_str(&format!(
                " AND {number} < COALESCE((SELECT number FROM {noun}_texts WHERE id <= ${place} \
                 ORDER BY id DESC LIMIT 1), 0)"
            ));
        }
        sql.push_str(&format!(" ORDER BY {number} DESC LIMIT {limit}"));
        let found = conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        found.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}

/// FTS5's query language: phrases in quotes, a column before each.
fn match_expression(search: &Search) -> String {
    let phrase = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let word = |word: &Word| {
        let name = format!("names : {}", phrase(&word.indexed_name()));
        word.id().map_or_else(|| name.clone(), |id| format!("({name} OR ids : {})", phrase(id)))
    };
    search.words().iter().map(word).collect::<Vec<_>>().join(" AND ")
}

fn word_condition(word: &Word, values: &mut Vec<Value>) -> String {
    let mut like = |column: &str, text: &str| {
        values.push(pattern(text).into());
        format!("t.{column} LIKE ${} ESCAPE '\\'", values.len())
    };
    let name = like("names", &word.indexed_name());
    word.id().map_or_else(|| name.clone(), |id| format!("({name} OR {})", like("ids", id)))
}

/// A `LIKE` pattern in which the text stands for itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
