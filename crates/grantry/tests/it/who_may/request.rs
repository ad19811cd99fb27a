//! A request that succeeds when the right person sends it.

use std::fmt::Display;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::harness::{Client, filled};

#[derive(Debug, Clone)]
pub enum Body {
    None,
    Json(Value),
    Form(Vec<(&'static str, String)>),
    /// JSON, or not.
    Text(&'static str),
}

#[derive(Debug, Clone)]
pub struct Request {
    method: Method,
    path: String,
    body: Body,
    /// Whoever sends it needs a session of their own for it.
    pub ends_session: bool,
}

/// What a row makes: the things in the path, and the body.
#[derive(Default)]
pub struct Made {
    parameters: Vec<(&'static str, String)>,
    query: &'static str,
    body: Option<Body>,
    ends_session: bool,
}

/// A request without anything.
pub fn plain() -> Made {
    Made::default()
}

impl Made {
    pub fn at(mut self, name: &'static str, value: impl Display) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// What follows the path.
    pub fn asking(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    pub fn json(self, body: Value) -> Self {
        Self { body: Some(Body::Json(body)), ..self }
    }

    pub fn form(self, body: Vec<(&'static str, String)>) -> Self {
        Self { body: Some(Body::Form(body)), ..self }
    }

    pub fn ending_the_session(self) -> Self {
        Self { ends_session: true, ..self }
    }
}

impl Request {
    /// `path` as the document has it; `usual` fills what the row did not.
    pub fn new(method: &str, path: &str, made: Made, usual: &[(&'static str, String)]) -> Self {
        let mut path = path.to_owned();
        for (name, value) in made.parameters.iter().chain(usual) {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        path.push_str(made.query);
        let method = method.parse().unwrap_or(Method::GET);
        let body = match made.body {
            Some(Body::Json(body)) => Body::Json(filled(&path, body)),
            other => other.unwrap_or(Body::None),
        };
        Self { method, path, body, ends_session: made.ends_session }
    }

    /// Whether it goes to one of the APIs that a session opens.
    pub fn is_json_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    pub fn without_body(&self) -> Self {
        Self { body: Body::None, ..self.clone() }
    }

    pub fn with_text(&self, text: &'static str) -> Self {
        Self { body: Body::Text(text), ..self.clone() }
    }

    /// With ids that nothing has, and that are none.
    pub fn of_nothing(&self, template: &str) -> Self {
        let parts = template.split('/').map(|part| if part.starts_with('{') { "nothing" } else { part });
        Self { path: parts.collect::<Vec<_>>().join("/"), body: Body::None, ..self.clone() }
    }

    pub fn build(&self, client: &Client) -> RequestBuilder {
        let builder = client.request(self.method.clone(), &self.path);
        match &self.body {
            Body::None => builder,
            Body::Json(body) => builder.json(body),
            Body::Form(body) => builder.form(body),
            Body::Text(text) => builder.header("content-type", "application/json").body(*text),
        }
    }
}
