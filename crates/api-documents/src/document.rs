//! A document that was read, checked and made harmless.

use model::api_document::DocumentProblem;

use crate::MOST_BYTES;
use crate::builder::Builder;
use crate::check::Check;
use crate::harmless::Cleaner;
use crate::node::{Map, Node, Place, Value};
use crate::problems::{Problems, Stop};
use crate::references::References;
use crate::security::Scopes;
use crate::{json, yaml};

/// What can be shown.
#[derive(Debug)]
pub struct Document {
    pub(crate) root: Map,
    pub(crate) scopes: Scopes,
}

impl Document {
    /// What the API is called in it.
    pub fn title(&self) -> &str {
        let title = self.root.get("info").and_then(|info| info.get("title"));
        title.and_then(Node::text).map_or("", String::as_str)
    }

    /// The scopes that it names in its own schemes and requirements.
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }
}

/// Reads JSON where the text begins with `{` or `[`, and YAML otherwise.
///
/// # Errors
/// What is wrong, [`MOST_PROBLEMS`](crate::MOST_PROBLEMS) at most.
pub fn read(bytes: &[u8]) -> Result<Document, Vec<DocumentProblem>> {
    let mut problems = Problems::default();
    match tree(bytes, &mut problems) {
        Ok(root) if problems.is_empty() => checked(root, problems),
        Ok(_) | Err(Stop) => Err(problems.into_list()),
    }
}

fn tree(bytes: &[u8], problems: &mut Problems) -> Result<Node, Stop> {
    let mut builder = Builder::new(problems);
    if bytes.len() > MOST_BYTES {
        return builder.stop(Place::START, format!("The document has more than {MOST_BYTES} bytes."));
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => return builder.stop(end_of(bytes, error.valid_up_to()), "This is no UTF-8."),
    };
    if let Some(at) = text.find('\0') {
        return builder.stop(end_of(text.as_bytes(), at), "Remove the NUL character.");
    }
    if text.trim_start().starts_with(['{', '[']) {
        json::read(text, &mut builder)?;
    } else {
        yaml::read(text, &mut builder)?;
    }
    match builder.finish() {
        Some(root) => Ok(root),
        None => {
            problems.add(Place::START, String::new, "The document is empty.");
            Err(Stop)
        }
    }
}

/// The place behind so many bytes of UTF-8.
fn end_of(bytes: &[u8], length: usize) -> Place {
    let text = bytes.get(..length).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let last = text.rsplit('\n').next().unwrap_or_default();
    Place { line: number(text.matches('\n').count() + 1), column: number(last.chars().count() + 1) }
}

/// References are followed in what is left, so that none leads to what was taken out.
fn checked(node: Node, mut problems: Problems) -> Result<Document, Vec<DocumentProblem>> {
    let place = node.place;
    let Value::Map(root) = node.value else {
        problems.add(place, String::new, "This is no OpenAPI document: it is no map.");
        return Err(problems.into_list());
    };
    let mut cleaner = Cleaner::default();
    let root = cleaner.root(root);
    Check::new(&mut problems).document(&root, place);
    References::new(&root, &mut problems).check();
    problems.finish(Document { root, scopes: cleaner.scopes })
}
