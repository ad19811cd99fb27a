//! Token requests that skip the routes are answered, logged and counted as those that do not.

use super::{FORM, in_the_body, partner, raw, raw::Raw};
use crate::harness::{Outcome, Partner, Stage, on_both};

on_both! { shared: both_ways_answer_alike each_answer_is_counted; }

/// The same address with one letter percent-encoded, so that only the routes know it.
fn encoded(path: &str) -> String {
    path.replace("/oauth2/", "/o%61uth2/")
}

async fn ask(partner: &Partner, path: &str, body: &str) -> Outcome<Raw> {
    raw::request(&partner.client.base, "POST", path, FORM, body.as_bytes()).await
}

async fn both_ways_answer_alike(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let good = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let long = "x".repeat(9000);
    for path in [&partner.endpoint, "/oauth2/token", "/t/ten_00000000000000000000000000/oauth2/token"] {
        for body in [&good, "grant_type=password", "", "a=1&a=1", "grant_type=%ff", &long] {
            let (layer, route) =
                (ask(&partner, path, body).await?, ask(&partner, &encoded(path), body).await?);
            let (layer, route) = (without_the_token(layer), without_the_token(route));
            assert_eq!(layer, route, "{path}: {body}");
        }
    }
    Ok(())
}

fn without_the_token(answer: Raw) -> Raw {
    let mut answer = answer.without_the_moment();
    if let Some((_, rest)) = answer.body.split_once(r#"{"access_token":""#) {
        answer.body = rest.split_once('"').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    }
    answer
}

/// In a part of `/metrics`: how many requests to the platform's token endpoint had this status.
fn counted(metrics: &str, status: u16) -> u64 {
    let labels = format!(r#"{{endpoint="/oauth2/token",method="POST",status="{status}"}} "#);
    let name = format!("grantry_http_requests_total{labels}");
    metrics.lines().find_map(|line| line.strip_prefix(&name)?.parse().ok()).unwrap_or_default()
}

async fn each_answer_is_counted(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let good = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let before = stage.anonymous.get("/metrics").await?.ok(200)?.body;
    for body in [&good, &good, "grant_type=password"] {
        ask(&partner, "/oauth2/token", body).await?;
    }
    let after = stage.anonymous.get("/metrics").await?.ok(200)?.body;
    // Others use this server too.
    assert!(counted(&after, 200) >= counted(&before, 200) + 2, "{after}");
    assert!(counted(&after, 401) > counted(&before, 401), "{after}");
    for name in ["grantry_http_requests_total counter", "grantry_http_requests_duration_seconds histogram"] {
        assert_eq!(after.matches(&format!("# TYPE {name}")).count(), 1, "{after}");
    }
    Ok(())
}
