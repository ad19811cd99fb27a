//! What is read, and what is shown of it.

use serde_json::json;

use crate::{good, shown, wrong, yaml};

const JSON: &str = r#"{
  "openapi": "3.0.3",
  "info": {"title": "Records", "version": "1"},
  "paths": {"/patients": {"get": {"operationId": "list", "responses": {"200": {"description": "All \ud83d\ude00"}}}}}
}"#;

#[test]
fn json_and_yaml_are_the_same() {
    let of_json = shown(good(JSON), &[]);
    let text = "openapi: 3.0.3\ninfo: {title: Records, version: '1'}\npaths:\n  /patients:\n    get:\n      operationId: list\n      \
                responses:\n        200:\n          description: \"All \\U0001F600\"\n";
    assert_eq!(of_json, shown(good(text), &[]));
    assert_eq!(of_json["paths"]["/patients"]["get"]["responses"]["200"]["description"], "All 😀");
    assert_eq!(shown(good(&format!("\u{feff}{JSON}")), &[]), of_json);
}

#[test]
fn aliases_are_copies() {
    let text = yaml(
        "paths:\n  /a:\n    get: &get\n      responses: {200: {description: x}}\n  /b:\n    get: *get\n",
    );
    let shown = shown(good(&text), &[]);
    assert_eq!(shown["paths"]["/a"], shown["paths"]["/b"]);
}

#[test]
fn the_order_of_paths_stays() {
    let text = yaml("paths:\n  /z: {}\n  /a: {}\n  /m: {}\n");
    let document = good(&text).shown(&std::collections::BTreeSet::new());
    let scheme =
        api_documents::Scheme { token_url: String::new(), description: String::new(), scopes: Vec::new() };
    let json = document.with(&[], &scheme);
    let at = |path: &str| json.find(path).unwrap();
    assert!(at("\"/z\"") < at("\"/a\"") && at("\"/a\"") < at("\"/m\""), "{json}");
}

#[test]
fn what_is_wrong_is_told_with_line_column_and_path() {
    let text = yaml(
        "paths:\n  /a:\n    get:\n      responses:\n        200:\n          $ref: '#/components/responses/No'\n",
    );
    let problems = wrong(&text);
    assert_eq!((problems[0].line, problems[0].column), (10, 17));
    assert_eq!(problems[0].path, "/paths/~1a/get/responses/200/$ref");
    assert!(problems[0].message.contains("names nothing"), "{}", problems[0].message);
    let problems = wrong("{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\"title\" \"x\"}\n}");
    assert_eq!((problems[0].line, problems[0].column, problems[0].path.as_str()), (3, 20, "/info/title"));
}

#[test]
fn each_thing_that_is_missing_is_told() {
    let said =
        |text: &str| wrong(text).into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ");
    assert!(
        said("openapi: 3.1.0").contains("`info` is missing") && said("openapi: 3.1.0").contains("`paths`")
    );
    assert!(said("swagger: '2.0'").contains("Swagger 2.0"));
    assert!(said("openapi: 3.0\ninfo: {title: a, version: 1}\npaths: {}").contains("as a text"));
    assert!(
        said("- a").contains("no map")
            && said("").contains("empty")
            && said("\n# nothing\n").contains("empty")
    );
    let twice = yaml("paths:\n  /a: {get: {operationId: x}, put: {operationId: x}}\n  b: {}\n  /c: 7\n");
    let problems = wrong(&twice);
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["/paths/~1a/put/operationId", "/paths/b", "/paths/~1c"]);
}

#[test]
fn the_platforms_servers_and_scheme_are_what_is_shown() {
    let text = yaml(
        "servers: [{url: 'https://10.0.0.1'}]\npaths:\n  /a:\n    servers: [{url: 'https://evil.example'}]\n    get:\n      \
         security: [{oauth: [patients.read, billing.read]}]\n      responses: {}\n    put: {security: [], responses: {}}\n\
         components:\n  securitySchemes:\n    oauth:\n      type: oauth2\n      flows:\n        clientCredentials:\n          \
         tokenUrl: https://evil.example/token\n          scopes: {patients.read: x, claims.read: y}\n",
    );
    let document = good(&text);
    let named: Vec<_> = document.scopes().iter().map(String::as_str).collect();
    assert_eq!((document.title(), named), ("Records", vec!["billing.read", "claims.read", "patients.read"]));
    let shown = shown(document, &["patients.read"]);
    assert_eq!(shown["servers"], json!([{"url": "https://api.example/v1", "description": "Sandbox"}]));
    assert_eq!(shown["security"], json!([{"grantry": []}]));
    assert_eq!(shown["paths"]["/a"]["get"]["security"], json!([{"grantry": ["patients.read"]}]));
    assert_eq!(shown["paths"]["/a"]["put"]["security"], json!([]));
    let schemes = &shown["components"]["securitySchemes"];
    assert_eq!(schemes.as_object().unwrap().len(), 1);
    let flow = &schemes["grantry"]["flows"]["clientCredentials"];
    assert_eq!(flow["tokenUrl"], "https://access.example/oauth2/token");
    assert_eq!(flow["scopes"], json!({"patients.read": "May use patients.read."}));
    assert!(!shown.to_string().contains("evil.example") && !shown.to_string().contains("10.0.0.1"));
}
