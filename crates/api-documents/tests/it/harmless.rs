//! What is taken out and what stays.

use serde_json::json;

use crate::{good, shown, yaml};

#[test]
fn what_could_run_or_lead_elsewhere_is_gone() {
    let text = yaml(
        "externalDocs: {url: 'javascript:alert(1)'}\nx-logo: {url: 'https://evil.example'}\njsonSchemaDialect: https://evil.example\n\
         webhooks: {new: {post: {servers: [{url: 'https://evil.example'}]}}}\n\
         tags: [{name: a, description: '<b onclick=x>', externalDocs: {url: 'https://docs.example'}}]\n\
         paths:\n  x-more: {}\n  /a:\n    get:\n      summary: '<script>alert(1)</script>'\n      description: '[go](javascript:x)'\n      \
         callbacks: {done: {'{$request.body#/url}': {post: {}}}}\n      responses:\n        200:\n          description: ok\n          \
         content:\n            application/json:\n              schema: {$id: 'https://evil.example/s', type: object}\n",
    );
    let shown = shown(good(&text), &[]);
    let all = shown.to_string();
    for gone in
        ["evil.example", "<script", "<b ", "javascript", "x-logo", "x-more", "callbacks", "webhooks", "$id"]
    {
        assert!(!all.contains(gone), "{gone}: {all}");
    }
    assert_eq!(shown["tags"][0]["externalDocs"]["url"], "https://docs.example");
    assert_eq!(shown["paths"]["/a"]["get"]["summary"], "&lt;script>alert(1)&lt;/script>");
}

#[test]
fn names_and_data_stay_as_they_are() {
    let text = yaml(
        "paths:\n  /a:\n    get:\n      parameters: [{name: x-page, in: header, schema: {type: string, default: '<a>'}}]\n      \
         responses:\n        default:\n          description: ok\n          headers: {x-rate: {schema: {type: integer}}}\n          \
         content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  \
         x-id: {type: string}\n                  servers: {type: string}\n                  $id: {type: string}\n                  \
         example: {type: string, title: '<i>'}\n              example: {x-id: '<b>', description: '<b>', servers: [1]}\n",
    );
    let shown = shown(good(&text), &[]);
    let answer = &shown["paths"]["/a"]["get"]["responses"]["default"];
    assert!(answer["headers"]["x-rate"].is_object());
    let content = &answer["content"]["application/json"];
    let properties = content["schema"]["properties"].as_object().unwrap();
    assert_eq!(
        properties.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        ["$id", "example", "servers", "x-id"].into()
    );
    assert_eq!(properties["example"]["title"], "&lt;i>");
    assert_eq!(content["example"], json!({"x-id": "<b>", "description": "<b>", "servers": [1]}));
    let parameter = &shown["paths"]["/a"]["get"]["parameters"][0];
    assert_eq!((&parameter["name"], &parameter["schema"]["default"]), (&json!("x-page"), &json!("<a>")));
}

#[test]
fn a_reference_to_what_was_taken_out_is_told() {
    let text =
        yaml("x-shared: {type: string}\npaths: {}\ncomponents: {schemas: {A: {$ref: '#/x-shared'}}}\n");
    assert_eq!(crate::wrong(&text)[0].path, "/components/schemas/A/$ref");
}
