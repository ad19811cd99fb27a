//! The OpenAPI document of a platform's API: where it comes from, its versions, and what is wrong with one.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    environment::Environment,
    ids::{ApiId, PersonId},
};

/// Versions that are kept of an API's document.
pub const KEPT_VERSIONS: u32 = 20;
/// Servers that an API has.
pub const MOST_SERVERS: usize = 20;

words! {
    /// Where a document comes from.
    pub enum DocumentFrom {
        /// There is none.
        None = "none",
        /// An operator sent it.
        Upload = "upload",
        /// The platform fetches it.
        Url = "url",
    }
}

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentProblem {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// A JSON pointer (RFC 6901); empty for the document itself. Long keys are shortened.
    pub path: String,
    /// A sentence for people.
    pub message: String,
}

/// Where an API is called in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiServer {
    pub environment: Environment,
    /// Without a slash at its end.
    pub url: String,
    pub description: String,
}

/// Where an API's document comes from, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiDocumentSource {
    pub api: ApiId,
    /// `None`: an operator uploads it.
    pub url: Option<String>,
    pub servers: Vec<ApiServer>,
    /// Whether pages may call the sandbox through the platform.
    pub relay: bool,
    /// When the last fetch ended.
    pub fetched_at: Option<Timestamp>,
    /// When the next one begins.
    pub fetch_due: Option<Timestamp>,
    /// Why the last fetch brought nothing: a sentence for people.
    pub problem: Option<String>,
    /// What was wrong with what it brought.
    pub problems: Vec<DocumentProblem>,
    /// 0 before anything was said of it.
    pub revision: u32,
}

impl ApiDocumentSource {
    /// Of an API of which nothing was said yet.
    pub const fn none(api: ApiId) -> Self {
        Self {
            api,
            url: None,
            servers: Vec::new(),
            relay: false,
            fetched_at: None,
            fetch_due: None,
            problem: None,
            problems: Vec::new(),
            revision: 0,
        }
    }

    /// Where it is to be fetched from now.
    pub fn awaited(&self, now: Timestamp) -> Option<&str> {
        self.url.as_deref().filter(|_| self.fetch_due.is_some_and(|due| due <= now))
    }
}

/// One version of an API's document, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiDocumentVersion {
    pub api: ApiId,
    /// 1, 2, 3…
    pub number: u32,
    /// Of the text as it was given, in lower-case hex.
    pub sha256: String,
    /// What the API is called in it.
    pub title: String,
    /// The scopes that it names.
    pub scopes: Vec<String>,
    pub bytes: u32,
    /// Where it was fetched from; `None` where it was uploaded.
    pub url: Option<String>,
    /// Who uploaded it.
    pub person: Option<PersonId>,
    pub taken_at: Timestamp,
}
