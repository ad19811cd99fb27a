//! The scopes that token requests name are written down, by the day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::http::StatusCode;
use store::scope_uses::Uses;

use crate::node::{Running, ask, form, on_both};
use crate::platform::{Outcome, Platform, at};

on_both! { what_a_token_was_got_with_is_known }

const DAY: i64 = 86_400;

async fn uses(platform: &Platform) -> Outcome<Uses> {
    let mut tx = platform.store.begin().await?;
    let found = tx.within(platform.tenant).await?.scope_uses().of(&[platform.client]).await?;
    Ok(found.get(&platform.client).cloned().unwrap_or_default())
}

async fn what_a_token_was_got_with_is_known(platform: Platform) -> Outcome {
    let held = &platform.connection.granted;
    let mut tx = platform.store.begin().await?;
    tx.within(platform.tenant).await?.scope_uses().count(platform.client, held, at(0)).await?;
    tx.commit_unrecorded().await?;
    let time = Arc::new(AtomicI64::new(at(5 * DAY).timestamp_micros()));
    let service = platform.service_at(&time).await?;
    let running = Running::start(&service);
    let token = async |scope: &str| {
        let answer = ask(&service, "/oauth2/token", format!("{}{scope}", form(&platform))).await;
        answer.status()
    };
    assert_eq!(token("&scope=patients.read").await, StatusCode::OK);
    assert_eq!(token("&scope=patients.read+never.granted").await, StatusCode::BAD_REQUEST);
    time.store(at(5 * DAY + 60).timestamp_micros(), Ordering::Relaxed);
    assert_eq!(token("").await, StatusCode::OK);
    // What is left is written at the stop.
    running.stop().await?;
    let uses = uses(&platform).await?;
    let day = uses.none_named_on.ok_or("a request without scopes is not known")?;
    assert!(day <= at(5 * DAY) && at(4 * DAY) < day, "{day}");
    let last = |name: &str| {
        uses.of_scopes.iter().find(|(scope, _)| scope.as_str() == name).map(|(_, of)| of.last_used_on)
    };
    assert_eq!(last("patients.read"), Some(Some(day)));
    assert_eq!(last("appointments.read"), Some(None), "it was in a token, but not asked for by name");
    Ok(())
}
