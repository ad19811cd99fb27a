//! Sets of words in one text column, separated by spaces.

use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use super::values::parse;
use crate::errors::Result;

pub(crate) fn read<T: FromStr<Err: Display> + Ord>(
    table: &'static str,
    column: &str,
    text: &str,
) -> Result<BTreeSet<T>> {
    text.split_whitespace().map(|text| parse(table, column, text)).collect()
}

pub(crate) fn write<T: Display>(words: &BTreeSet<T>) -> String {
    words.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}
