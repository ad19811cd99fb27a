//! The OpenAPI documents bound each text and number that a caller may send, and they say the bounds that the code has.

use std::{collections::BTreeSet, fs};

use model::{
    api::{MAX_TOKEN_LIFETIME, MIN_TOKEN_LIFETIME},
    ids::TenantId,
    person::LONGEST_EMAIL,
    scope::LONGEST_SCOPE_NAME,
};
use serde_json::{Value, json};
use wire::{developer::MOST_NETWORKS, page::MAX_LIMIT, texts::AppDescription, workload::MOST_SILENT_DAYS};

use super::guide;
use crate::harness::Outcome;

const DOCUMENTS: [&str; 6] = ["account", "admin", "demo", "developer", "operator", "token"];

/// Parameters whose only bound is that of the head of a request.
const UNBOUNDED: [&str; 3] = [
    // Only its first 200 characters are looked at.
    "query q",
    // As many names as a token can hold.
    "query scope",
    // What is no place in the change log is answered as if it were absent.
    "header Last-Event-ID",
];

pub fn document(name: &str) -> Outcome<Value> {
    let file = guide::root().join("docs/openapi").join(name).with_extension("json");
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

/// What a document lets a caller send.
struct Requests<'a> {
    document: &'a Value,
    seen: BTreeSet<&'a str>,
    unbounded: Vec<String>,
}

impl<'a> Requests<'a> {
    fn of(document: &'a Value) -> Self {
        let mut requests = Self { document, seen: BTreeSet::new(), unbounded: Vec::new() };
        let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in paths.filter_map(Value::as_object).flat_map(|item| item.values()) {
            requests.operation(operation);
        }
        requests
    }

    fn operation(&mut self, operation: &'a Value) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let text = |key: &str| parameter[key].as_str().unwrap_or_default();
            let at = format!("{} {}", text("in"), text("name"));
            if !UNBOUNDED.contains(&at.as_str()) {
                self.schema(&at, &parameter["schema"]);
            }
        }
        let bodies = operation["requestBody"]["content"].as_object();
        for body in bodies.into_iter().flat_map(|bodies| bodies.values()) {
            self.schema("body", &body["schema"]);
        }
    }

    fn schema(&mut self, at: &str, schema: &'a Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.trim_start_matches("#/components/schemas/");
            let document = self.document;
            if self.seen.insert(name) {
                self.schema(name, &document["components"]["schemas"][name]);
            }
            return;
        }
        if !is_bounded(schema) {
            self.unbounded.push(format!("{at}: {schema}"));
        }
        for choices in ["oneOf", "anyOf", "allOf"].map(|key| schema[key].as_array()) {
            choices.into_iter().flatten().for_each(|choice| self.schema(at, choice));
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            self.schema(&format!("{at}.{name}"), property);
        }
        if let Some(items) = schema.get("items") {
            self.schema(&format!("{at}[]"), items);
        }
    }
}

fn is_bounded(schema: &Value) -> bool {
    let kinds = schema["type"].as_array();
    let is = |kind: &str| {
        schema["type"] == kind || kinds.is_some_and(|kinds| kinds.iter().any(|other| other == kind))
    };
    let has = |keyword: &str| schema.get(keyword).is_some();
    let text_ends = has("maxLength") || has("enum") || schema["format"] == "date-time";
    let number_ends = has("minimum") && has("maximum");
    (!is("string") || text_ends) && (!is("integer") || number_ends)
}

#[test]
fn whatever_a_caller_may_send_has_bounds() -> Outcome {
    for name in DOCUMENTS {
        let document = document(name)?;
        let requests = Requests::of(&document);
        assert!(requests.unbounded.is_empty(), "{name}:\n{}", requests.unbounded.join("\n"));
        assert!(!requests.seen.is_empty(), "{name} takes something");
    }
    Ok(())
}

#[test]
fn what_has_no_bounds_is_found() {
    let bounded = [
        json!({"type": "string", "maxLength": 3}),
        json!({"type": "string", "enum": ["a"]}),
        json!({"type": ["string", "null"], "format": "date-time"}),
        json!({"type": "integer", "minimum": 0, "maximum": 3}),
        json!({"type": "boolean"}),
    ];
    assert!(bounded.iter().all(is_bounded));
    let unbounded = [
        json!({"type": "string"}),
        json!({"type": ["string", "null"], "format": "uri"}),
        json!({"type": "integer", "minimum": 0}),
        json!({"type": ["integer", "null"], "maximum": 3}),
    ];
    for schema in unbounded {
        let body = json!({"oneOf": [{"type": "null"}, {"properties": {"list": {"items": schema}}}]});
        let post = json!({"requestBody": {"content": {"application/json": {"schema": body}}}});
        let document = json!({"paths": {"/": {"post": post}}});
        assert_eq!(Requests::of(&document).unbounded.len(), 1, "{schema}");
    }
}

/// The bounds that utoipa takes as literals alone, and one of a rule.
#[test]
fn the_bounds_are_those_of_the_code() -> Outcome {
    let (operator, developer, token) = (document("operator")?, document("developer")?, document("token")?);
    let schema = |document: &Value, pointer: &str| {
        document.pointer(&format!("/components/schemas/{pointer}")).cloned().unwrap_or_default()
    };
    let lifetime = schema(&operator, "ApiDetails/properties/token_lifetime");
    assert_eq!(lifetime["minimum"], MIN_TOKEN_LIFETIME);
    assert_eq!(lifetime["maximum"], MAX_TOKEN_LIFETIME);
    assert_eq!(schema(&operator, "Email")["maxLength"], LONGEST_EMAIL);
    assert_eq!(schema(&developer, "ScopeName")["maxLength"], LONGEST_SCOPE_NAME);
    let networks = schema(&developer, "PublishVersion/properties/egress_networks");
    assert_eq!(networks["maxItems"], MOST_NETWORKS);
    let days = schema(&document("admin")?, "SecretRetirement/properties/days");
    assert_eq!((&days["minimum"], &days["maximum"]), (&json!(1), &json!(MOST_SILENT_DAYS)));
    let description = schema(&developer, "AppDescription");
    assert_eq!(description["maxLength"], AppDescription::RULE.code_points());

    let id = TenantId::new(0, &[0; 10]).to_string();
    assert_eq!(schema(&operator, "TenantId")["maxLength"], id.len());
    assert_eq!(parameter(&operator, "cursor")["maxLength"], id.len());
    assert_eq!(parameter(&token, "tenant_id")["maxLength"], id.len());
    let limit = parameter(&operator, "limit");
    assert_eq!((&limit["minimum"], &limit["maximum"]), (&json!(1), &json!(MAX_LIMIT)));
    Ok(())
}

/// The schema of the first parameter of this name.
fn parameter(document: &Value, name: &str) -> Value {
    let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations = paths.filter_map(Value::as_object).flat_map(|item| item.values());
    let mut parameters =
        operations.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
    parameters
        .find(|parameter| parameter["name"] == name)
        .map(|one| one["schema"].clone())
        .unwrap_or_default()
}
