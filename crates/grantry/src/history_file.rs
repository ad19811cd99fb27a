//! Files with histories: an entry a line, or pages and arrays of entries as the API gives them.

use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
#[serde(untagged)]
enum Part<T> {
    Page { items: Vec<T> },
    Entries(Vec<T>),
    Entry(T),
}

/// All entries, in the order of the text.
pub fn entries<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, serde_json::Error> {
    let mut entries = Vec::new();
    for part in serde_json::Deserializer::from_str(text).into_iter() {
        match part? {
            Part::Page { items } | Part::Entries(items) => entries.extend(items),
            Part::Entry(entry) => entries.push(entry),
        }
    }
    Ok(entries)
}
