//! A known address that is asked in another way says how it is asked; an unknown one says nothing.

use serde_json::Value;
use wire::{paths, problem::ProblemCode};

use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared: every_known_address_lists_its_methods other_addresses_of_ours_do_too unknown_addresses_do_not;
}

const DOCUMENTS: [&str; 6] = ["account", "developer", "admin", "operator", "token", "demo"];
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

/// A path of a document with something in its places.
fn filled(path: &str) -> String {
    let fill =
        |segment: &str| if segment.starts_with('{') { "anything".to_owned() } else { segment.to_owned() };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

async fn every_known_address_lists_its_methods(stage: &Stage) -> Outcome {
    let mut asked = 0;
    for name in DOCUMENTS {
        let document: Value = stage.anonymous.read(&format!("/openapi/{name}.json")).await?;
        for (path, item) in document["paths"].as_object().ok_or("no paths")? {
            let item = item.as_object().ok_or("no item")?;
            // Proxies ask this one with the method of the request that they hold.
            if path == "/oauth2/verify" {
                continue;
            }
            let known = |method: &str| item.contains_key(&method.to_lowercase());
            // HEAD is where GET is.
            let known = |method: &str| known(if method == "HEAD" { "GET" } else { method });
            for method in METHODS.into_iter().filter(|method| !known(method)) {
                let answer = stage.anonymous.ask(method.parse()?, &filled(path), None).await?;
                let allow: Vec<&str> = answer.header("allow").split(", ").collect();
                let told =
                    METHODS.into_iter().filter(|method| known(method)).all(|method| allow.contains(&method));
                assert!(answer.status == 405 && told, "{method} {path}: {} {allow:?}", answer.status);
                assert!(!allow.contains(&method), "{method} {path}");
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    let answer = stage.operator.delete(&paths::operator::tenants()).await?.ok(405)?;
    assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    answer.problem(ProblemCode::MethodNotAllowed)?;
    Ok(())
}

async fn other_addresses_of_ours_do_too(stage: &Stage) -> Outcome {
    for path in
        ["/livez", "/readyz", "/metrics", "/openapi/token.json", "/docs", "/docs/ui/x", "/guides.json"]
    {
        for method in ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"] {
            let answer = stage.anonymous.ask(method.parse()?, path, None).await?.ok(405)?;
            assert_eq!(answer.header("allow"), "GET, HEAD", "{method} {path}");
        }
    }
    for (method, path) in
        [("POST", "/sign-in"), ("DELETE", "/"), ("TRACE", "/welcome"), ("POST", "/assets/x")]
    {
        let answer = stage.anonymous.ask(method.parse()?, path, None).await?.ok(405)?;
        assert_eq!(answer.header("allow"), "GET, HEAD", "{method} {path}");
        answer.problem(ProblemCode::MethodNotAllowed)?;
    }
    Ok(())
}

async fn unknown_addresses_do_not(stage: &Stage) -> Outcome {
    for path in ["/api/operator/v1/nothing", "/api/", "/oauth2/nothing", "/t/x/oauth2/device", "/nothing.txt"]
    {
        for method in ["GET", "POST", "TRACE"] {
            let answer = stage.anonymous.ask(method.parse()?, path, None).await?.ok(404)?;
            assert_eq!(answer.header("allow"), "", "{method} {path}");
        }
    }
    Ok(())
}
