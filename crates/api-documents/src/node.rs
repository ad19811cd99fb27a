//! A document as a tree whose values know where they stand.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::Number;

/// Line and column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };
}

/// In the document's own order.
pub type Map = IndexMap<String, Node>;

#[derive(Debug, Clone)]
pub struct Node {
    pub place: Place,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

impl Node {
    pub const fn new(place: Place, value: Value) -> Self {
        Self { place, value }
    }

    pub const fn map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub const fn list(&self) -> Option<&Vec<Node>> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub const fn text(&self) -> Option<&String> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What stands under a key, where this is a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.get(key)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => number.serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Map(map) => serializer.collect_map(map),
        }
    }
}
