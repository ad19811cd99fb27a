//! What must hold for the documents of APIs.

use std::collections::BTreeSet;

use api_documents::{MOST_PROBLEMS, Scheme, Server, read};
use serde_json::Value;

/// What is refused says where; what is taken is shown as JSON with our servers and our scheme alone, and is taken again.
pub fn api_document(bytes: &[u8]) {
    let document = match read(bytes) {
        Ok(document) => document,
        Err(problems) => {
            assert!((1..=MOST_PROBLEMS).contains(&problems.len()));
            assert!(problems.iter().all(|problem| problem.line > 0 && problem.column > 0));
            return;
        }
    };
    let servers = [Server { url: "https://api.example".into(), description: String::new() }];
    let token_url = "https://access.example/oauth2/token".to_owned();
    let scheme = Scheme { token_url, description: String::new(), scopes: Vec::new() };
    let shown = document.shown(&BTreeSet::new()).with(&servers, &scheme);
    let Ok(value) = serde_json::from_str::<Value>(&shown) else { panic!("no JSON: {shown}") };
    assert_eq!(value["servers"].as_array().map(Vec::len), Some(1));
    let schemes = value["components"]["securitySchemes"].as_object();
    assert_eq!(schemes.map(|schemes| schemes.keys().collect::<Vec<_>>()), Some(vec![&"grantry".to_owned()]));
}
