//! A document as it is shown: with the operator's servers and our security scheme.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use crate::document::Document;
use crate::node::{Map, Node, Value};
use crate::security::{SCHEME, keep_known};

/// Where the API is called, in the operator's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Server {
    pub url: String,
    pub description: String,
}

/// Our security scheme: a client credentials grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    pub token_url: String,
    pub description: String,
    /// Names and sentences.
    pub scopes: Vec<(String, String)>,
}

/// All but servers and scheme, as JSON, so that neither has to be known when the document is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Up to the schemes.
    head: String,
    /// The other components, without their braces.
    components: String,
    /// Of the whole API.
    security: String,
}

impl Document {
    /// `known`: the scopes of our catalogue. Requirements name no others.
    pub fn shown(mut self, known: &BTreeSet<String>) -> Shown {
        self.root.values_mut().for_each(|node| keep_known_below(node, known));
        let mut security = self.root.shift_remove("security");
        if let Some(security) = &mut security {
            keep_known(security, known);
        }
        let components = self.root.shift_remove("components");
        let members = components.as_ref().and_then(Node::map).map(members_of).unwrap_or_default();
        let any_scope = json!([{ SCHEME: [] }]);
        Shown {
            head: format!("{{{},\"components\":{{", members_of(&self.root)),
            components: members,
            security: security.map_or_else(|| any_scope.to_string(), |security| text(&security)),
        }
    }
}

impl Shown {
    /// The whole document as JSON.
    pub fn with(&self, servers: &[Server], scheme: &Scheme) -> String {
        let Self { head, components, security } = self;
        let flow = json!({ "tokenUrl": scheme.token_url, "scopes": named(&scheme.scopes) });
        let flows = json!({ "clientCredentials": flow });
        let ours = json!({ "type": "oauth2", "description": scheme.description, "flows": flows });
        let schemes = json!({ SCHEME: ours });
        let separator = if components.is_empty() { "" } else { "," };
        let servers = text(&servers);
        format!(
            "{head}{components}{separator}\"securitySchemes\":{schemes}}},\"servers\":{servers},\"security\":{security}}}"
        )
    }

    /// In bytes.
    pub const fn length(&self) -> usize {
        self.head.len() + self.components.len() + self.security.len()
    }
}

fn named(scopes: &[(String, String)]) -> serde_json::Map<String, serde_json::Value> {
    scopes.iter().map(|(name, sentence)| (name.clone(), sentence.clone().into())).collect()
}

/// Of each operation.
fn keep_known_below(node: &mut Node, known: &BTreeSet<String>) {
    match &mut node.value {
        Value::Map(map) => {
            for (key, node) in map {
                match key.as_str() {
                    "security" => keep_known(node, known),
                    _ => keep_known_below(node, known),
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| keep_known_below(item, known)),
        _ => {}
    }
}

/// A map without its braces.
fn members_of(map: &Map) -> String {
    let members: Vec<_> = map.iter().map(|(key, node)| format!("{}:{}", text(key), text(node))).collect();
    members.join(",")
}

fn text(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
