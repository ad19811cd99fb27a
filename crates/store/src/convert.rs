//! From stored values to those of `model`, and back.

use std::{collections::BTreeSet, str::FromStr};

use crate::{Error, Result};

fn corrupt(table: &'static str, column: &str, why: impl ToString) -> Error {
    Error::Corrupt { table, column: column.to_owned(), why: why.to_string() }
}

/// A word, name or other text with a form.
pub(crate) fn word<T: FromStr<Err: ToString>>(table: &'static str, column: &str, text: &str) -> Result<T> {
    text.parse().map_err(|error: T::Err| corrupt(table, column, error.to_string()))
}

/// Words parted by spaces.
pub(crate) fn words<T: FromStr<Err: ToString> + Ord>(
    table: &'static str,
    column: &str,
    text: &str,
) -> Result<BTreeSet<T>> {
    text.split_whitespace().map(|text| word(table, column, text)).collect()
}

/// The form that [`words`] reads.
pub(crate) fn spaced<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(" ")
}

/// A number that is never negative, as stored.
pub(crate) fn number<T: TryFrom<S, Error: ToString>, S>(table: &'static str, column: &str, value: S) -> Result<T> {
    T::try_from(value).map_err(|error| corrupt(table, column, error))
}
