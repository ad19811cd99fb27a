//! What a document must have so that it can be shown.

use std::collections::HashSet;

use crate::node::{Map, Node, Place, Value};
use crate::path::{Path, ROOT};
use crate::problems::{Problems, shortened};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const VERSIONS: [&str; 2] = ["3.0", "3.1"];

pub struct Check<'a> {
    problems: &'a mut Problems,
    operation_ids: HashSet<&'a str>,
}

impl<'a> Check<'a> {
    pub fn new(problems: &'a mut Problems) -> Self {
        Self { problems, operation_ids: HashSet::new() }
    }

    pub fn document(mut self, root: &'a Map, place: Place) {
        self.version(root, place);
        self.info(root, place);
        match root.get("paths").map(|paths| (paths, paths.map())) {
            Some((_, Some(paths))) => self.paths(paths),
            Some((paths, None)) => self.wrong(paths.place, &ROOT.key("paths"), "Give a map of paths."),
            None => self.wrong(place, ROOT, "`paths` is missing."),
        }
        if let Some(components) = root.get("components").filter(|components| components.map().is_none()) {
            self.wrong(components.place, &ROOT.key("components"), "Give a map of components.");
        }
    }

    fn wrong(&mut self, place: Place, path: &Path<'_>, message: impl Into<String>) {
        self.problems.add(place, || path.pointer(), message);
    }

    fn version(&mut self, root: &Map, place: Place) {
        let path = ROOT.key("openapi");
        let Some(version) = root.get("openapi") else {
            let swagger = root.contains_key("swagger");
            let old = "This is Swagger 2.0. Convert it to OpenAPI 3.";
            let missing = "`openapi` is missing: this is no OpenAPI document.";
            return self.wrong(place, ROOT, if swagger { old } else { missing });
        };
        let known = |text: &String| {
            VERSIONS.iter().any(|known| text == known || text.starts_with(&format!("{known}.")))
        };
        if !version.text().is_some_and(known) {
            self.wrong(
                version.place,
                &path,
                "Give the version as a text that begins with 3.0 or 3.1, such as \"3.1.0\".",
            );
        }
    }

    fn info(&mut self, root: &Map, place: Place) {
        let path = ROOT.key("info");
        let Some(info) = root.get("info") else {
            return self.wrong(place, ROOT, "`info` is missing.");
        };
        if info.get("title").and_then(Node::text).is_none_or(String::is_empty) {
            self.wrong(info.place, &path, "`title` is missing, or is no text.");
        }
        let is_version = |node: &Node| matches!(node.value, Value::Text(_) | Value::Number(_));
        if !info.get("version").is_some_and(is_version) {
            self.wrong(info.place, &path, "`version` is missing, or is no text.");
        }
    }

    fn paths(&mut self, paths: &'a Map) {
        let above = ROOT.key("paths");
        for (name, item) in paths {
            let path = above.key(name);
            if !name.starts_with('/') {
                self.wrong(item.place, &path, "A path begins with “/”.");
            }
            let Some(operations) = item.map() else {
                self.wrong(item.place, &path, "Give a map of operations.");
                continue;
            };
            if let Some(parameters) = operations.get("parameters") {
                self.parameters(parameters, &path.key("parameters"));
            }
            for (method, operation) in operations.iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                self.operation(operation, &path.key(method));
            }
        }
    }

    fn operation(&mut self, operation: &'a Node, path: &Path<'_>) {
        let Some(map) = operation.map() else {
            return self.wrong(operation.place, path, "Give a map that describes the operation.");
        };
        if let Some(id) = map.get("operationId") {
            let path = path.key("operationId");
            match id.text() {
                Some(text) if !self.operation_ids.insert(text) => {
                    self.wrong(id.place, &path, format!("Two operations are called “{}”.", shortened(text)));
                }
                Some(_) => {}
                None => self.wrong(id.place, &path, "Give a text."),
            }
        }
        if let Some(parameters) = map.get("parameters") {
            self.parameters(parameters, &path.key("parameters"));
        }
        for key in ["responses", "requestBody"] {
            if let Some(value) = map.get(key).filter(|value| value.map().is_none()) {
                self.wrong(value.place, &path.key(key), "Give a map.");
            }
        }
    }

    fn parameters(&mut self, parameters: &Node, path: &Path<'_>) {
        let Some(list) = parameters.list() else {
            return self.wrong(parameters.place, path, "Give a list of parameters.");
        };
        for (index, parameter) in list.iter().enumerate() {
            let has = |key: &str| parameter.get(key).and_then(Node::text).is_some();
            if !(has("$ref") || has("name") && has("in")) {
                self.wrong(parameter.place, &path.index(index), "A parameter has a `name` and an `in`.");
            }
        }
    }
}
