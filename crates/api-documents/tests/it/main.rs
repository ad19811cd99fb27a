//! Documents as API owners write them, and as no one should.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where it panics"
)]

mod harmless;
mod hostile;
mod reading;

use std::collections::BTreeSet;

use api_documents::{Document, Scheme, Server, read};
use model::api_document::DocumentProblem;
use serde_json::Value;

/// Behind `openapi` and `info`.
pub fn yaml(rest: &str) -> String {
    format!("openapi: 3.1.0\ninfo:\n  title: Records\n  version: 1.0\n{rest}")
}

pub fn good(text: &str) -> Document {
    read(text.as_bytes()).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

pub fn wrong(text: impl AsRef<[u8]>) -> Vec<DocumentProblem> {
    match read(text.as_ref()) {
        Ok(_) => panic!("it was taken"),
        Err(problems) => {
            assert!(!problems.is_empty() && problems.len() <= api_documents::MOST_PROBLEMS);
            problems
        }
    }
}

/// As it is shown, where the catalogue has these scopes.
pub fn shown(document: Document, known: &[&str]) -> Value {
    let known: BTreeSet<String> = known.iter().map(|name| (*name).to_owned()).collect();
    let scopes = known.iter().map(|name| (name.clone(), format!("May use {name}."))).collect();
    let token_url = "https://access.example/oauth2/token".to_owned();
    let scheme = Scheme { token_url, description: "With a client ID and a secret.".into(), scopes };
    let servers = [Server { url: "https://api.example/v1".into(), description: "Sandbox".into() }];
    serde_json::from_str(&document.shown(&known).with(&servers, &scheme)).unwrap()
}
