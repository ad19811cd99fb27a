//! Proxies behind proxies: the first address from the right that is none of theirs is the caller's.

use reqwest::Method;
use serde_json::json;
use wire::{activity::Activity, page::Page, paths};

use crate::harness::{Outcome, Stage, on_both};

on_both! {
    behind_proxies: the_caller_is_found_behind_them;
}

/// Where a sign-in came from, as the platform's history has it.
async fn address(stage: &Stage, forwarded: &[&str]) -> Outcome<String> {
    let mut request = stage.anonymous.request(Method::POST, &paths::account::session());
    for line in forwarded {
        request = request.header("x-forwarded-for", *line);
    }
    let body = json!({"email": stage.operator.me.email, "password": stage.operator.password});
    stage.anonymous.send(request.json(&body)).await?.ok(200)?;
    let history: Page<Activity> = stage.operator.read(&paths::operator::activity()).await?;
    let entry = history.items.into_iter().find(|entry| entry.action.as_str() == "session.started");
    Ok(entry.and_then(|entry| entry.from).ok_or("no sign-in in the history")?)
}

async fn the_caller_is_found_behind_them(stage: &Stage) -> Outcome {
    for (forwarded, expected) in [
        (&["192.0.2.7"][..], "192.0.2.7"),
        (&["192.0.2.7, 10.0.0.3"], "192.0.2.7"),
        (&["192.0.2.7:4711, 10.0.0.3:80, [2001:db8:1::5]:80"], "192.0.2.7"),
        (&["198.51.100.1, [2001:db8:2::1]:443", "10.255.0.1"], "2001:db8:2::1"),
        (&["198.51.100.1", "192.0.2.7", "10.0.0.3, 10.0.0.4"], "192.0.2.7"),
        (&["10.0.0.9, 10.0.0.3"], "10.0.0.9"),
        (&["192.0.2.7, unknown, 10.0.0.3"], "10.0.0.3"),
        (&["nonsense"], "127.0.0.1"),
    ] {
        assert_eq!(address(stage, forwarded).await?, expected, "{forwarded:?}");
    }
    Ok(())
}
