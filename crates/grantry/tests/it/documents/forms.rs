//! The portals' bodies in the OpenAPI documents: what is left out has no default, and what replaces a thing says what was
//! read of it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bounds::document;
use crate::harness::Outcome;

const DOCUMENTS: [&str; 4] = ["account", "admin", "developer", "operator"];
const SCHEMAS: &str = "#/components/schemas/";

const MAY_BE_LEFT_OUT: [&str; 12] = [
    // Whoever has an account has a name.
    "AcceptInvitation.name",
    // An app has one of the two.
    "ClientKeys.jwks",
    "ClientKeys.jwks_uri",
    // A set-up link is shown, unless someone says that it is mailed.
    "InviteOperator.deliver",
    "InviteOwner.deliver",
    "InvitePublisherMember.deliver",
    "InviteTenantMember.deliver",
    "NewPublisher.deliver",
    "NewTenant.deliver",
    // Own credentials have an end only where one is chosen.
    "NewCredential.ends_at",
    // A stop needs no reason.
    "Pause.reason",
    // The old secret stops at once, unless someone says otherwise.
    "Regenerate.keep_old_hours",
];

/// `METHOD path` of each operation that takes a body, and the body's schema.
fn bodies(document: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            all.extend(schema.map(|schema| (format!("{} {path}", method.to_uppercase()), schema)));
        }
    }
    all
}

/// The schema that a reference names, or the schema itself.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => &document["components"]["schemas"][reference.trim_start_matches(SCHEMAS)],
        None => schema,
    }
}

fn requires(schema: &Value, member: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == member))
}

/// Adds `Schema.member` for each member that may be left out, at any depth.
fn add_optional(document: &Value, name: &str, schema: &Value, found: &mut BTreeSet<String>) {
    let name = schema["$ref"].as_str().map_or(name, |reference| reference.trim_start_matches(SCHEMAS));
    let schema = resolved(document, schema);
    for choices in ["oneOf", "anyOf", "allOf"].map(|key| schema[key].as_array()) {
        choices.into_iter().flatten().for_each(|choice| add_optional(document, name, choice, found));
    }
    for (member, property) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{name}.{member}");
        add_optional(document, &at, property, found);
        if !requires(schema, member) {
            found.insert(at);
        }
    }
    if let Some(items) = schema.get("items") {
        add_optional(document, name, items, found);
    }
}

#[test]
fn what_is_left_out_has_no_default() -> Outcome {
    let mut found = BTreeSet::new();
    for name in DOCUMENTS {
        let document = document(name)?;
        let bodies = bodies(&document);
        assert!(!bodies.is_empty(), "{name} takes something");
        for (operation, schema) in bodies {
            add_optional(&document, &operation, schema, &mut found);
        }
    }
    assert_eq!(found, BTreeSet::from(MAY_BE_LEFT_OUT.map(str::to_owned)));
    Ok(())
}

/// A form that was read before someone else's change is refused: it says which revision it was made of, or the role.
#[test]
fn what_replaces_a_thing_says_what_was_read_of_it() -> Outcome {
    let mut replaced = 0;
    for name in DOCUMENTS {
        let document = document(name)?;
        for (operation, schema) in bodies(&document) {
            if operation.starts_with("PUT ") {
                let body = resolved(&document, schema);
                let says = ["revision", "before"].into_iter().any(|member| requires(body, member));
                assert!(says, "{operation} does not say what was read");
                replaced += 1;
            }
        }
    }
    assert!(replaced >= 8, "{replaced}");
    Ok(())
}
