//! Whichever key is taken out of use: one signs, and stays until its last token has expired.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use chrono::TimeDelta;
use credentials::MasterKeys;
use store::Records;
use store::changes::Change;
use token_service::TokenService;
use token_service::keys::PUBLISHED_AHEAD;

use crate::key_life::{issue, keeper, published};
use crate::node::{Running, ask, claims, form, on_both};
use crate::platform::{Outcome, Platform, at};

on_both! {
    a_key_about_to_go_does_not_take_over
    a_key_that_is_not_due_yet_is_replaced_for_its_time
    until_the_next_key_is_due_another_signs
    an_old_key_that_signs_no_more_needs_no_one
    a_key_that_is_overtaken_never_signs
    where_every_key_is_about_to_go_one_is_made
    a_token_is_revoked_by_a_node_that_has_not_heard_of_its_key
}

const NOW: TimeDelta = TimeDelta::zero();
/// Seconds after which a key that was replaced in the first minutes is gone.
const GONE: i64 = 2 * 3600;

async fn node(platform: &Platform, seconds: i64) -> Outcome<TokenService> {
    platform.service_at(&Arc::new(AtomicI64::new(at(seconds).timestamp_micros()))).await
}

/// The key that signs on a node that starts then.
async fn signs(platform: &Platform, seconds: i64) -> Outcome<String> {
    Ok(issue(platform, &node(platform, seconds).await?).await?.1)
}

/// The newest live key.
async fn newest(platform: &Platform, seconds: i64) -> Outcome<String> {
    let live = published(&node(platform, seconds).await?);
    let mut tx = platform.store.read().await?;
    let stored = tx.platform().await?.signing_keys().await?;
    let newest = stored.into_iter().rev().find(|key| live.contains(&key.kid));
    Ok(newest.ok_or("no key")?.kid)
}

async fn a_key_about_to_go_does_not_take_over(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let (token, first) = issue(&platform, &node(&platform, 0).await?).await?;
    keeper(&platform, &masters, 10).rotate(NOW).await?;
    let second = signs(&platform, 11).await?;
    keeper(&platform, &masters, 20).retire(&second).await?;
    let third = signs(&platform, 20).await?;
    assert!(third != first && third != second, "a new one takes over");
    assert!(
        claims(&node(&platform, 20).await?, &token).is_ok(),
        "the first key's tokens are as good as before"
    );
    assert_eq!(signs(&platform, GONE).await?, third);
    Ok(())
}

async fn a_key_that_is_not_due_yet_is_replaced_for_its_time(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let first = signs(&platform, 0).await?;
    keeper(&platform, &masters, 10).rotate(PUBLISHED_AHEAD).await?;
    let second = newest(&platform, 20).await?;
    keeper(&platform, &masters, 20).retire(&second).await?;
    assert_eq!(signs(&platform, 20).await?, first);
    let third = newest(&platform, 20).await?;
    assert!(third != first && third != second, "another is published");
    assert_eq!(signs(&platform, 10 + PUBLISHED_AHEAD.num_seconds()).await?, third);
    assert_eq!(signs(&platform, GONE).await?, third);
    Ok(())
}

async fn until_the_next_key_is_due_another_signs(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let first = signs(&platform, 0).await?;
    keeper(&platform, &masters, 10).rotate(PUBLISHED_AHEAD).await?;
    let next = newest(&platform, 20).await?;
    keeper(&platform, &masters, 20).retire(&first).await?;
    let (token, between) = issue(&platform, &node(&platform, 20).await?).await?;
    assert!(between != first && between != next, "one signs until then");
    let due = 10 + PUBLISHED_AHEAD.num_seconds();
    let service = node(&platform, due).await?;
    assert_eq!(issue(&platform, &service).await?.1, next);
    assert!(claims(&service, &token).is_ok(), "what was signed between still verifies");
    assert_eq!(published(&node(&platform, GONE).await?).len(), 1, "the one between is gone");
    Ok(())
}

async fn an_old_key_that_signs_no_more_needs_no_one(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let first = signs(&platform, 0).await?;
    keeper(&platform, &masters, 10).rotate(NOW).await?;
    let second = signs(&platform, 11).await?;
    keeper(&platform, &masters, 20).rotate(PUBLISHED_AHEAD).await?;
    keeper(&platform, &masters, 30).retire(&first).await?;
    let service = node(&platform, 30).await?;
    assert_eq!(issue(&platform, &service).await?.1, second);
    assert_eq!(published(&service).len(), 2, "the second, and the third that waits");
    Ok(())
}

async fn a_key_that_is_overtaken_never_signs(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    signs(&platform, 0).await?;
    keeper(&platform, &masters, 10).rotate(PUBLISHED_AHEAD).await?;
    let waits = newest(&platform, 20).await?;
    keeper(&platform, &masters, 20).rotate(NOW).await?;
    let at_once = signs(&platform, 21).await?;
    assert_ne!(at_once, waits);
    assert_eq!(signs(&platform, 10 + PUBLISHED_AHEAD.num_seconds()).await?, at_once);
    Ok(())
}

async fn where_every_key_is_about_to_go_one_is_made(platform: Platform) -> Outcome {
    let first = signs(&platform, 0).await?;
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    rows.retire_signing_key(&first, at(60)).await?;
    tx.finish(Records::of_changes([Change::Platform]), at(10)).await?;
    let second = signs(&platform, 20).await?;
    assert_ne!(second, first);
    assert_eq!(signs(&platform, 61).await?, second);
    Ok(())
}

async fn a_token_is_revoked_by_a_node_that_has_not_heard_of_its_key(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let service = platform.service().await?;
    keeper(&platform, &masters, 10).rotate(NOW).await?;
    let (token, _) = issue(&platform, &node(&platform, 11).await?).await?;
    let running = Running::start(&service);
    let answer = ask(&service, "/oauth2/revoke", format!("{}&token={token}", form(&platform))).await;
    running.stop().await?;
    assert_eq!(answer.status(), 200);
    let mut tx = platform.store.read().await?;
    assert_eq!(tx.platform().await?.revoked_tokens(at(0)).await?.len(), 1);
    Ok(())
}
