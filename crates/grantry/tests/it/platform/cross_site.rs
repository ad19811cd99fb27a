//! Another site's page cannot make a person's browser change something.

use reqwest::Method;
use wire::{paths, problem::ProblemCode};

use crate::harness::{Answer, Outcome, Stage, on_both};

on_both! {
    shared: changes_from_another_site_are_refused looking_from_another_site_is_refused
        pages_are_linked_to_from_anywhere a_session_cannot_be_planted every_operation_says_so;
}

async fn rename(stage: &Stage, headers: &[(&str, &str)]) -> Outcome<Answer> {
    let tenant = stage.tenant().await?;
    let mut request = tenant.owner.request(Method::PUT, &tenant.at(""));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    tenant.owner.send(request.json(&serde_json::json!({"revision": 0, "name": "Renamed"}))).await
}

async fn changes_from_another_site_are_refused(stage: &Stage) -> Outcome {
    let own = stage.anonymous.base.clone();
    let refused: [&[(&str, &str)]; 7] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:1")],
        &[("origin", &format!("{own}.evil.example"))],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
    ];
    for headers in refused {
        let answer =
            rename(stage, headers).await?.ok(403).map_err(|error| format!("{headers:?}: {error}"))?;
        answer.problem(ProblemCode::CrossSite)?;
    }
    let taken: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", &own)],
        &[("origin", &own), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
    ];
    for headers in taken {
        rename(stage, headers).await?.ok(200).map_err(|error| format!("{headers:?}: {error}"))?;
    }
    Ok(())
}

async fn looking_from_another_site_is_refused(stage: &Stage) -> Outcome {
    let own = stage.anonymous.base.clone();
    let look = async |method: &str, path: &str, headers: &[(&str, &str)]| {
        let request = stage.operator.request(method.parse()?, path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        stage.operator.send(request).await
    };
    let foreign: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    for path in ["/api/operator/v1/nothing", &paths::operator::tenants(), &paths::account::session()] {
        for headers in foreign {
            let answer =
                look("GET", path, headers).await?.ok(403).map_err(|error| format!("{headers:?}: {error}"))?;
            answer.problem(ProblemCode::CrossSite)?;
            assert_eq!(look("HEAD", path, headers).await?.status, 403);
        }
    }
    let own: [&[(&str, &str)]; 4] = [
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")],
        &[("origin", &own), ("sec-fetch-site", "same-origin")],
    ];
    for headers in own {
        look("GET", &paths::operator::tenants(), headers).await?.ok(200)?;
    }
    Ok(())
}

async fn every_operation_says_so(stage: &Stage) -> Outcome {
    for name in ["account", "developer", "admin", "operator"] {
        let document: serde_json::Value = stage.anonymous.read(&format!("/openapi/{name}.json")).await?;
        for (path, item) in document["paths"].as_object().ok_or("no paths")? {
            for (method, operation) in item.as_object().ok_or("no operations")? {
                assert!(operation["responses"].get("403").is_some(), "{method} {path} does not tell of 403");
            }
        }
    }
    Ok(())
}

/// A link in a mail or on another site leads to a page, and to the documents.
async fn pages_are_linked_to_from_anywhere(stage: &Stage) -> Outcome {
    for path in ["/docs", "/docs/guides/get-a-token", "/openapi/token.json", "/livez"] {
        let request = stage.anonymous.request(Method::GET, path);
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
        stage.anonymous.send(request).await?.ok(200)?;
    }
    for path in ["/", "/sign-in", "/welcome"] {
        let request = stage.anonymous.request(Method::GET, path).header("sec-fetch-site", "cross-site");
        assert_ne!(stage.anonymous.send(request).await?.status, 403, "{path}");
    }
    Ok(())
}

/// Signing a person in to someone else's account is a cross-site change too.
async fn a_session_cannot_be_planted(stage: &Stage) -> Outcome {
    let body = serde_json::json!({"email": stage.operator.me.email, "password": stage.operator.password});
    let request = stage.anonymous.request(Method::POST, &paths::account::session()).json(&body);
    let answer = stage.anonymous.send(request.header("origin", "https://evil.example")).await?.ok(403)?;
    assert_eq!(answer.set_cookie(), "");
    Ok(())
}
