//! Makes a document harmless: takes out what leads elsewhere, and neutralizes texts for people.

use crate::context::Context;
use crate::markdown;
use crate::node::{Map, Node, Value};
use crate::security::{self, Scopes};

/// Where a browser would be led. Callbacks and webhooks are calls of the API to others: there is nothing to try.
const DROPPED: [&str; 4] = ["callbacks", "server", "servers", "webhooks"];
/// What would lead a browser elsewhere, or change what a reference means, where it is a text: properties of a schema may be
/// called so.
const DROPPED_TEXTS: [&str; 7] =
    ["$anchor", "$dynamicAnchor", "$id", "$schema", "externalValue", "id", "jsonSchemaDialect"];
/// Texts for people, in markdown.
const FOR_PEOPLE: [&str; 3] = ["description", "summary", "title"];
/// Addresses of links.
const LINKS: [&str; 2] = ["termsOfService", "url"];

#[derive(Debug, Default)]
pub struct Cleaner {
    /// Those that the document names.
    pub scopes: Scopes,
}

impl Cleaner {
    pub fn root(&mut self, root: Map) -> Map {
        self.map(root, Context::Keywords)
    }

    fn map(&mut self, map: Map, context: Context) -> Map {
        map.into_iter()
            .filter_map(|(key, value)| {
                let kept = self.value(&key, value, context)?;
                Some((key, kept))
            })
            .collect()
    }

    /// What is left of the value under a key.
    fn value(&mut self, key: &str, node: Node, context: Context) -> Option<Node> {
        let extension = key.starts_with("x-");
        match context {
            Context::Data => return Some(node),
            Context::Paths if extension => return None,
            Context::Paths | Context::Names => return Some(self.node(node, context.of_value(key), None)),
            Context::Keywords => {}
        }
        let is_text = node.text().is_some();
        if extension || DROPPED.contains(&key) || is_text && DROPPED_TEXTS.contains(&key) {
            return None;
        }
        match key {
            "securitySchemes" => {
                security::of_schemes(&node, &mut self.scopes);
                None
            }
            "security" => security::requirements(node, &mut self.scopes),
            "externalDocs" => {
                let address = node.get("url").and_then(Node::text);
                let leads = address.is_some_and(|address| markdown::is_https(address));
                leads.then(|| self.node(node, Context::Keywords, None))
            }
            _ => self.of_keyword(key, node),
        }
    }

    fn of_keyword(&mut self, key: &str, node: Node) -> Option<Node> {
        let place = node.place;
        match node.value {
            Value::Text(text) if FOR_PEOPLE.contains(&key) => {
                Some(Node::new(place, Value::Text(markdown::neutral(&text))))
            }
            Value::Text(address) if LINKS.contains(&key) => {
                markdown::is_https(&address).then(|| Node::new(place, Value::Text(address)))
            }
            Value::Text(address) if key == "operationRef" => {
                address.starts_with("#/").then(|| Node::new(place, Value::Text(address)))
            }
            value => Some(self.node(Node::new(place, value), Context::Keywords.of_value(key), Some(key))),
        }
    }

    fn node(&mut self, node: Node, context: Context, key: Option<&str>) -> Node {
        let value = match node.value {
            Value::Map(map) => Value::Map(self.map(map, context)),
            Value::List(items) => {
                let inside = context.of_items(key);
                Value::List(items.into_iter().map(|item| self.node(item, inside, None)).collect())
            }
            scalar => scalar,
        };
        Node::new(node.place, value)
    }
}
