//! `/livez`, `/readyz`, `/metrics`, and how a node ends.

use std::time::{Duration, Instant};

use wire::paths;

use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared: a_node_says_how_it_is metrics_are_for_this_machine;
    draining: a_stopping_node_says_so;
}

async fn a_node_says_how_it_is(stage: &Stage) -> Outcome {
    for path in ["/livez", "/readyz"] {
        stage.anonymous.get(path).await?.ok(200)?;
    }
    Ok(())
}

async fn metrics_are_for_this_machine(stage: &Stage) -> Outcome {
    stage.operator.get(&paths::operator::tenants()).await?.ok(200)?;
    let metrics = stage.anonymous.get("/metrics").await?.ok(200)?;
    assert!(metrics.header("content-type").starts_with("text/plain"));
    assert!(metrics.body.contains("grantry_http_requests_total"), "{}", metrics.body);
    // Patterns, not addresses: an id in a label would be a row of its own for every tenant.
    for id in ["ten_", "con_", "cli_", "app_", "pub_"] {
        let found = metrics.body.lines().find(|line| line.contains(id) && !line.contains(&format!("{{{id}")));
        assert!(found.is_none_or(|line| !line.contains(&format!("/{id}0"))), "{found:?}");
    }
    for header in ["x-forwarded-for", "forwarded"] {
        let request = stage.anonymous.request(reqwest::Method::GET, "/metrics").header(header, "192.0.2.1");
        stage.anonymous.send(request).await?.ok(404)?;
    }
    Ok(())
}

/// A proxy learns it from `/readyz` and turns away; who comes before that is served; then the process ends by itself.
async fn a_stopping_node_says_so(stage: &Stage) -> Outcome {
    stage.server().terminate()?;
    let began = Instant::now();
    let mut said = String::new();
    while let Ok(answer) = stage.anonymous.get("/readyz").await {
        if answer.status == 503 && said.is_empty() {
            said = answer.body;
            stage.operator.get(&paths::operator::tenants()).await?.ok(200)?;
            stage.anonymous.get("/livez").await?.ok(200)?;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "it does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(said, "stopping\n");
    Ok(())
}
