//! References within a document: each leads to something in it, and none leads in a circle.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::context::Context;
use crate::node::{Map, Node, Value};
use crate::path::{Path, ROOT};
use crate::problems::{Problems, shortened};

const REFERENCE: &str = "$ref";
/// References of JSON Schema that are resolved while a value is looked at.
const DYNAMIC: [&str; 2] = ["$dynamicRef", "$recursiveRef"];

pub struct References<'a> {
    root: &'a Map,
    /// Whether what was followed leads in a circle.
    circles: HashMap<String, bool>,
    problems: &'a mut Problems,
}

impl<'a> References<'a> {
    pub fn new(root: &'a Map, problems: &'a mut Problems) -> Self {
        Self { root, circles: HashMap::new(), problems }
    }

    pub fn check(mut self) {
        let root = self.root;
        self.map(root, Context::Keywords, ROOT);
    }

    fn map(&mut self, map: &Map, context: Context, path: &Path<'_>) {
        for (key, node) in map {
            let path = path.key(key);
            match (&node.value, key.as_str()) {
                (Value::Text(target), REFERENCE) => {
                    self.reference(target, node, context, &path);
                }
                (Value::Text(target), dynamic) if DYNAMIC.contains(&dynamic) && !target.starts_with('#') => {
                    self.problems.add(node.place, || path.pointer(), external(target));
                }
                (_, "discriminator") if context == Context::Keywords => self.discriminator(node, &path),
                _ => self.node(node, context.of_value(key), Some(key), &path),
            }
        }
    }

    fn node(&mut self, node: &Node, context: Context, key: Option<&str>, path: &Path<'_>) {
        match &node.value {
            Value::Map(map) => self.map(map, context, path),
            Value::List(items) => {
                let inside = context.of_items(key);
                for (index, item) in items.iter().enumerate() {
                    self.node(item, inside, None, &path.index(index));
                }
            }
            _ => {}
        }
    }

    /// In data it means nothing, but Swagger UI would still fetch what it names.
    fn reference(&mut self, target: &str, node: &Node, context: Context, path: &Path<'_>) {
        let wrong = if !target.starts_with("#/") {
            Some(external(target))
        } else if context == Context::Data {
            None
        } else {
            self.follow(target).err()
        };
        if let Some(message) = wrong {
            self.problems.add(node.place, || path.pointer(), message);
        }
    }

    /// The values of a mapping are references, or names of schemas.
    fn discriminator(&mut self, node: &Node, path: &Path<'_>) {
        let Some(mapping) = node.get("mapping").and_then(Node::map) else { return };
        let path = path.key("mapping");
        for (key, value) in mapping {
            let Value::Text(target) = &value.value else { continue };
            let schemas = self.root.get("components").and_then(|components| components.get("schemas"));
            let is_name = schemas.is_some_and(|schemas| schemas.get(target).is_some());
            let wrong = match target.starts_with("#/") {
                true => self.follow(target).err(),
                false => (!is_name).then(|| external(target)),
            };
            if let Some(message) = wrong {
                self.problems.add(value.place, || path.key(key).pointer(), message);
            }
        }
    }

    /// From reference to reference, to what is none. None is followed twice.
    fn follow(&mut self, target: &str) -> Result<(), String> {
        let root = self.root;
        let (mut at, mut seen) = (target, Vec::new());
        let is_circle = loop {
            if let Some(known) = self.circles.get(at) {
                break *known;
            }
            let Some(node) = find(root, at) else {
                if seen.is_empty() {
                    return Err(format!("“{}” names nothing in this document.", shortened(at)));
                }
                // It is told where it stands.
                break false;
            };
            // Whoever comes here again before the end goes in a circle.
            self.circles.insert(at.to_owned(), true);
            seen.push(at);
            match node.get(REFERENCE).and_then(Node::text) {
                Some(next) if next.starts_with("#/") => at = next,
                _ => break false,
            }
        };
        if is_circle {
            return Err(format!("“{}” leads in a circle.", shortened(target)));
        }
        self.circles.extend(seen.into_iter().map(|one| (one.to_owned(), false)));
        Ok(())
    }
}

fn external(target: &str) -> String {
    format!("“{}” leads out of this document. Put what it names into the document.", shortened(target))
}

/// What a JSON pointer in a fragment names (RFC 6901 section 6).
fn find<'a>(root: &'a Map, target: &str) -> Option<&'a Node> {
    let pointer = percent_decode_str(target.strip_prefix("#/")?).decode_utf8().ok()?;
    let mut steps = pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    let mut at = root.get(&steps.next()?)?;
    for step in steps {
        at = match &at.value {
            Value::Map(map) => map.get(&step)?,
            Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(at)
}
