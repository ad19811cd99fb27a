//! Fills in what most tests do not care about: fields of a body that must be given and may be nothing.

use serde_json::{Value, json};
use wire::catalogue::Api;

/// The body as a caller who has nothing to say there sends it. `Client::ask` sends bodies as they are.
pub fn filled(path: &str, mut body: Value) -> Value {
    let path = path.split('?').next().unwrap_or_default();
    let nothing = match path.rsplit('/').next().unwrap_or_default() {
        "allow" => json!({"details_revision": 1, "optional_scopes": [], "ends_at": null}),
        "update" => json!({"details_revision": 1, "answers": []}),
        "decline" | "block" => json!({"details_revision": 1}),
        "apps" => of_app(),
        "versions" | "publishing-check" | "draft" => {
            json!({"note": "", "egress_networks": [], "workload": null})
        }
        "workload-issuers" => json!({"jwks": null, "audience": null, "once_by_hash": false}),
        "apis" => of_api(),
        "publishers" => json!({"website": null}),
        _ if path.contains("/apps/") && body.get("details").is_some() => json!({"details": of_app()}),
        _ => return body,
    };
    add(&mut body, &nothing);
    body
}

fn of_app() -> Value {
    json!({
        "description": "", "logo_url": null, "website": null, "privacy_policy": null, "ai_agent": false,
        "client_keys": null,
    })
}

fn of_api() -> Value {
    json!({
        "description": "", "docs_url": null, "token_lifetime": null, "token_format": null,
        "smart_backend_services": false,
    })
}

/// What is not there yet.
fn add(body: &mut Value, nothing: &Value) {
    let (Some(body), Some(nothing)) = (body.as_object_mut(), nothing.as_object()) else { return };
    for (name, value) in nothing {
        match body.get_mut(name) {
            Some(given) => add(given, value),
            None => drop(body.insert(name.clone(), value.clone())),
        }
    }
}

/// The body of a change of an API as it was read: `details` says what becomes different.
pub fn change_of(api: &Api, details: Value) -> Value {
    let mut body = json!({"revision": api.revision});
    body["details"] = details;
    let read = json!({
        "identifier": api.identifier, "name": api.name, "description": api.description, "docs_url": api.docs_url,
        "token_lifetime": api.token_lifetime, "token_format": api.token_format,
        "smart_backend_services": api.smart_backend_services,
    });
    add(&mut body, &json!({"details": read}));
    body
}
