//! One call of the API: the request to send, and how to read its answer.

use std::{fmt::Display, marker::PhantomData};

use serde::{Serialize, de::DeserializeOwned};
use wire::{
    activity::{HistoryFilter, HistoryQuery},
    page::PageQuery,
    paths::encoded,
    usage::UsageQuery,
};

/// A request of one operation, and the type `A` of its answer.
#[must_use = "nothing is asked before a transport sends it"]
pub struct Call<A> {
    pub request: Request,
    answer: PhantomData<fn() -> A>,
}

/// What is sent.
pub struct Request {
    pub method: Method,
    /// With its query.
    pub path: String,
    /// JSON.
    pub body: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the request may change something.
    pub const fn changes(self) -> bool {
        !matches!(self, Self::Get)
    }
}

impl<A: DeserializeOwned> Call<A> {
    /// Reads the body of a success; it is empty where there is nothing to say.
    ///
    /// # Errors
    /// The body is not the answer of this operation.
    pub fn read(&self, body: &str) -> serde_json::Result<A> {
        serde_json::from_str(if body.is_empty() { "null" } else { body })
    }
}

impl<A> Call<A> {
    pub(crate) fn get(path: String) -> Self {
        Self::new(Method::Get, path, None)
    }

    /// A page of a list.
    pub(crate) fn list(path: String, query: PageQuery) -> Self {
        Self::filtered::<&str, 0>(path, query, [])
    }

    /// A page of a list with filters, by the names of their parameters.
    pub(crate) fn filtered<F: Display, const N: usize>(
        path: String,
        query: PageQuery,
        filters: [(&str, Option<F>); N],
    ) -> Self {
        let filters = filters.map(|(name, value)| (name, value.map(|value| value.to_string())));
        Self::get(with_query(path, query, filters))
    }

    /// A page of a history.
    pub(crate) fn history(path: String, query: HistoryQuery) -> Self {
        let (page, HistoryFilter { action, person, app, from, to }) = query.split();
        let filters = [
            ("action", action.map(|word| word.to_string())),
            ("person", person.map(|id| id.to_string())),
            ("app", app.map(|id| id.to_string())),
            ("from", from),
            ("to", to),
        ];
        Self::filtered(path, page, filters)
    }

    pub(crate) fn report(path: String, query: UsageQuery) -> Self {
        Self::get(with_fields(path, [("from", query.from), ("to", query.to), ("by", query.by)]))
    }

    pub(crate) fn post(path: String, body: impl Serialize) -> Self {
        Self::new(Method::Post, path, Some(json(body)))
    }

    /// `POST` without a body, for verbs that need none: resume, restore, leave.
    pub(crate) fn act(path: String) -> Self {
        Self::new(Method::Post, path, None)
    }

    pub(crate) fn put(path: String, body: impl Serialize) -> Self {
        Self::new(Method::Put, path, Some(json(body)))
    }

    pub(crate) fn delete(path: String) -> Self {
        Self::new(Method::Delete, path, None)
    }

    const fn new(method: Method, path: String, body: Option<String>) -> Self {
        Self { request: Request { method, path, body }, answer: PhantomData }
    }
}

/// Requests of `wire` always have a JSON text; a server would refuse an empty one.
fn json(body: impl Serialize) -> String {
    serde_json::to_string(&body).unwrap_or_default()
}

fn with_query<const N: usize>(
    path: String,
    query: PageQuery,
    filters: [(&str, Option<String>); N],
) -> String {
    let limit = query.limit.map(|limit| limit.to_string());
    let (state, format) =
        (query.state.map(|word| word.to_string()), query.format.map(|word| word.to_string()));
    let fields =
        [("cursor", query.cursor), ("limit", limit), ("q", query.q), ("state", state), ("format", format)];
    with_fields(path, fields.into_iter().chain(filters))
}

/// Appends the fields that say something.
fn with_fields<'f>(path: String, fields: impl IntoIterator<Item = (&'f str, Option<String>)>) -> String {
    let pairs: Vec<String> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use wire::page::{ExportFormat, ListedState};

    use super::*;

    #[test]
    fn a_query_holds_only_what_is_set() {
        let query = PageQuery { limit: Some(20), q: Some("a&b é".to_owned()), ..PageQuery::default() };
        assert_eq!(with_query("/x".to_owned(), query, []), "/x?limit=20&q=a%26b%20%C3%A9");
        assert_eq!(with_query("/x".to_owned(), PageQuery::default(), []), "/x");
        let empty = PageQuery { q: Some(String::new()), ..PageQuery::default() };
        assert_eq!(with_query("/x".to_owned(), empty, []), "/x");
        let file = PageQuery {
            state: Some(ListedState::Living),
            format: Some(ExportFormat::JsonLines),
            ..PageQuery::default()
        };
        assert_eq!(with_query("/x".to_owned(), file, []), "/x?state=living&format=jsonl");
        let filters = [("state", Some("seen".to_owned())), ("none", None)];
        assert_eq!(with_query("/x".to_owned(), PageQuery::default(), filters), "/x?state=seen");
    }

    #[test]
    fn nothing_is_read_as_nothing() {
        assert!(Call::<()>::act("/x".to_owned()).read("").is_ok());
        assert!(Call::<u32>::get("/x".to_owned()).read("").is_err());
        assert_eq!(Call::<u32>::get("/x".to_owned()).read("7").ok(), Some(7));
    }

    #[test]
    fn a_body_is_json() {
        let call = Call::<()>::put("/x".to_owned(), [1, 2]);
        assert_eq!(call.request.body.as_deref(), Some("[1,2]"));
        assert_eq!(call.request.method.as_str(), "PUT");
        assert!(call.request.method.changes());
    }
}
