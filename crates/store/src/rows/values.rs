//! Puts rows in, and reads and writes the values of their columns.

use std::{fmt::Display, str::FromStr};

use model::slug::Slug;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, Insert, IntoActiveModel, ModelTrait,
    sea_query::OnConflict,
};

use crate::errors::{Error, Result};

/// How many rows go into one statement, or ids: SQLite takes 32,766 values in it, and no table has more than 16 columns.
pub const AT_ONCE: usize = 2_000;

/// All of them, in their order, in parts that fit into a statement.
pub fn parts<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut all = all.into_iter();
    std::iter::from_fn(move || {
        let part: Vec<T> = all.by_ref().take(AT_ONCE).collect();
        (!part.is_empty()).then_some(part)
    })
}

/// Puts rows in, in their order.
pub async fn insert_all<A: ActiveModelTrait>(conn: &DatabaseTransaction, rows: Vec<A>) -> Result<()> {
    for part in parts(rows) {
        Insert::<A>::many(part).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Puts a whole row in.
pub async fn insert<M>(conn: &DatabaseTransaction, row: M) -> Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity>,
{
    Insert::one(row.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Puts a whole row in, unless one with its primary key is there; whether it was put in.
pub async fn insert_new<M>(conn: &DatabaseTransaction, row: M) -> Result<bool>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity>,
{
    let nothing = OnConflict::new().do_nothing().to_owned();
    let inserted =
        Insert::one(row.into_active_model()).on_conflict(nothing).exec_without_returning(conn).await;
    match inserted {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The error for a value that this program never writes.
pub fn corrupt(table: &'static str, column: &str, why: impl Display) -> Error {
    Error::Corrupt { table, column: column.to_owned(), why: why.to_string() }
}

/// Reads a text column's word, name, address…
pub fn parse<T: FromStr<Err: Display>>(table: &'static str, column: &str, text: &str) -> Result<T> {
    text.parse().map_err(|error: T::Err| corrupt(table, column, error))
}

/// Reads a slug, one whose word was reserved since among them.
pub fn slug(table: &'static str, text: &str) -> Result<Slug> {
    Slug::read(text).map_err(|error| corrupt(table, "slug", error))
}

/// Reads an integer column into a narrower or unsigned type, or writes one.
pub fn number<N, T>(table: &'static str, column: &str, value: N) -> Result<T>
where
    T: TryFrom<N, Error: Display>,
{
    T::try_from(value).map_err(|error| corrupt(table, column, error))
}

/// A revision that a caller read. One that no row can have has lost the race.
pub fn revision(read: u32) -> Result<i32> {
    i32::try_from(read).map_err(|_| Error::LostRace)
}

/// The row still was at the revision that was read.
pub fn won(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::LostRace) } else { Ok(()) }
}

/// Exactly one row was to change.
pub fn one_changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}
