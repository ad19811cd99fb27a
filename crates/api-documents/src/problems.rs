//! What is wrong with a document, collected up to a bound.

use model::api_document::DocumentProblem;

use crate::node::Place;

/// What is found after so many is not told.
pub const MOST_PROBLEMS: usize = 50;
/// Of a document's own words within a problem, in characters.
const MOST_QUOTED: usize = 100;

/// Reading cannot go on; the problem is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

#[derive(Debug, Default)]
pub struct Problems(Vec<DocumentProblem>);

impl Problems {
    /// `path`: a JSON pointer, made only where it is kept.
    pub fn add(&mut self, place: Place, path: impl FnOnce() -> String, message: impl Into<String>) {
        if self.0.len() < MOST_PROBLEMS {
            let Place { line, column } = place;
            self.0.push(DocumentProblem { line, column, path: path(), message: message.into() });
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn finish<T>(self, value: T) -> Result<T, Vec<DocumentProblem>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    pub fn into_list(self) -> Vec<DocumentProblem> {
        self.0
    }
}

/// A document's own words for a sentence.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}
