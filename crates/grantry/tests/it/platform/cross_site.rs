//! Another site's page cannot make a person's browser change something.

use reqwest::Method;
use wire::problem::ProblemCode;

use crate::harness::{Answer, Outcome, Stage, on_both};

on_both! { shared: changes_from_another_site_are_refused looking_is_open a_session_cannot_be_planted; }

async fn rename(stage: &Stage, headers: &[(&str, &str)]) -> Outcome<Answer> {
    let tenant = stage.tenant().await?;
    let mut request = tenant.owner.request(Method::PUT, &tenant.at(""));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    tenant.owner.send(request.json(&serde_json::json!({"name": "Renamed"}))).await
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

async fn looking_is_open(stage: &Stage) -> Outcome {
    let request = stage.operator.request(Method::GET, "/api/operator/v1/tenants");
    stage.operator.send(request.header("sec-fetch-site", "cross-site")).await?.ok(200)?;
    Ok(())
}

/// Signing a person in to somebody else's account is a cross-site change too.
async fn a_session_cannot_be_planted(stage: &Stage) -> Outcome {
    let body = serde_json::json!({"email": stage.operator.me.email, "password": stage.operator.password});
    let request = stage.anonymous.request(Method::POST, "/api/account/v1/session").json(&body);
    let answer = stage.anonymous.send(request.header("origin", "https://evil.example")).await?.ok(403)?;
    assert_eq!(answer.set_cookie(), "");
    Ok(())
}
