//! Files that a command reads.

use std::{fs, path::Path};

use serde::de::DeserializeOwned;

use crate::failure::{Failure, Outcome};

/// What a file holds as JSON.
pub fn json<T: DeserializeOwned>(path: &Path) -> Outcome<T> {
    let wrong = |why: String| Failure::Usage(format!("{}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}
