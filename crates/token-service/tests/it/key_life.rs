//! Keys are made once, take over from each other, and can be taken away.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use credentials::{MasterKey, MasterKeys};
use model::environment::Environment;
use rand::SeedableRng;
use rand::rngs::StdRng;
use token_service::TokenService;
use token_service::keys::{KeyKeeper, PUBLISHED_AHEAD};

use crate::node::{ask, claims, form, on_both, token};
use crate::platform::{Outcome, Platform, at};

on_both! {
    a_new_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_are_gone
    of_nodes_that_rotate_together_one_does
    a_key_taken_out_of_use_revokes_its_tokens
    all_keys_pass_to_another_master_key
}

pub fn keeper<'a>(platform: &'a Platform, masters: &'a MasterKeys, seconds: i64) -> KeyKeeper<'a, StdRng> {
    KeyKeeper { store: &platform.store, masters, rng: StdRng::seed_from_u64(9), now: at(seconds) }
}

pub fn published(service: &TokenService) -> HashSet<String> {
    service.public_keys(Environment::Live).keys.into_iter().filter_map(|key| key.kid).collect()
}

/// A token, and the key that signed it.
pub async fn issue(platform: &Platform, service: &TokenService) -> Outcome<(String, String)> {
    let body = token(ask(service, "/oauth2/token", form(platform)).await).await?;
    let text = body["access_token"].as_str().ok_or("no token")?.to_owned();
    let kid = credentials::UnverifiedToken::parse(&text)?.kid().to_owned();
    Ok((text, kid))
}

async fn a_new_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_are_gone(
    platform: Platform,
) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let time = Arc::new(AtomicI64::new(at(0).timestamp_micros()));
    let (first_token, first) = issue(&platform, &platform.service_at(&time).await?).await?;

    assert!(!keeper(&platform, &masters, 60).rotate_old(TimeDelta::days(90)).await?, "it is young");
    let old = TimeDelta::days(90).num_seconds();
    assert!(keeper(&platform, &masters, old).rotate_old(TimeDelta::days(90)).await?);
    assert!(!keeper(&platform, &masters, old).rotate_old(TimeDelta::days(90)).await?, "once is enough");

    time.store(at(old).timestamp_micros(), Ordering::Relaxed);
    let service = platform.service_at(&time).await?;
    assert_eq!(published(&service).len(), 2);
    assert_eq!(issue(&platform, &service).await?.1, first, "the new key is only published yet");

    let due = old + PUBLISHED_AHEAD.num_seconds();
    time.store(at(due).timestamp_micros(), Ordering::Relaxed);
    assert_ne!(issue(&platform, &service).await?.1, first, "the new key signs");
    assert!(claims(&service, &first_token).is_ok(), "what the old key signed still verifies");

    let gone = due + TimeDelta::hours(2).num_seconds();
    time.store(at(gone).timestamp_micros(), Ordering::Relaxed);
    assert_eq!(keeper(&platform, &masters, gone).forget_retired().await?, 2, "one of each environment");
    let service = platform.service_at(&time).await?;
    assert!(!published(&service).contains(&first));
    assert_eq!(published(&service).len(), 1);
    Ok(())
}

async fn of_nodes_that_rotate_together_one_does(platform: Platform) -> Outcome {
    platform.service().await?;
    let masters = MasterKeys::new(platform.master()?, None);
    let (period, old) = (TimeDelta::days(90), TimeDelta::days(90).num_seconds());
    let (mut one, mut other) = (keeper(&platform, &masters, old), keeper(&platform, &masters, old));
    other.rng = StdRng::seed_from_u64(10);
    let (one, other) = tokio::join!(one.rotate_old(period), other.rotate_old(period));
    assert_ne!((one?, other?), (false, false));
    let service = platform.service_at(&Arc::new(AtomicI64::new(at(old).timestamp_micros()))).await?;
    assert_eq!(published(&service).len(), 2, "the key was replaced once");
    Ok(())
}

async fn a_key_taken_out_of_use_revokes_its_tokens(platform: Platform) -> Outcome {
    let masters = MasterKeys::new(platform.master()?, None);
    let service = platform.service().await?;
    let (text, kid) = issue(&platform, &service).await?;
    keeper(&platform, &masters, 1).retire(&kid).await?;
    assert!(keeper(&platform, &masters, 1).retire(&kid).await.is_err(), "it is out of use already");
    let service = platform.service_at(&Arc::new(AtomicI64::new(at(2).timestamp_micros()))).await?;
    assert!(claims(&service, &text).is_err(), "no published key verifies it");
    let (_, next) = issue(&platform, &service).await?;
    assert_ne!(next, kid, "another key signs");
    Ok(())
}

async fn all_keys_pass_to_another_master_key(platform: Platform) -> Outcome {
    platform.format(model::token::TokenFormat::Opaque).await?;
    let (_, kept) = (platform.service().await?, platform.master()?);
    let mut rng = StdRng::seed_from_u64(11);
    let kept = MasterKeys::new(kept, None);
    let pepper = marketplace::pepper(&platform.store, &kept, &mut rng).await?;
    let receipts = marketplace::receipt_key(&platform.store, &kept, &mut rng).await?.published();
    let next = MasterKey::generate(&mut rng);
    let text = next.to_text();

    let changing = MasterKeys::new(next, Some(platform.master()?));
    let wrapped = keeper(&platform, &changing, 1).rewrap().await?;
    assert_eq!(wrapped, 6, "two keys that sign, two that seal, the pepper, and the receipts' key");
    assert_eq!(keeper(&platform, &changing, 1).rewrap().await?, 6, "it may be begun again");

    let alone = MasterKeys::new(MasterKey::parse(&text)?, None);
    let opened = marketplace::pepper(&platform.store, &alone, &mut rng).await?;
    assert!(opened.verify(platform.secret.as_bytes(), &pepper.hash(platform.secret.as_bytes())));
    let opened = marketplace::receipt_key(&platform.store, &alone, &mut rng).await?.published();
    assert_eq!(opened, receipts);
    let time = Arc::new(AtomicI64::new(at(2).timestamp_micros()));
    assert!(platform.service_at(&time).await.is_err(), "the old master key opens nothing any more");
    let service = platform.service_with(&text, &time).await?;
    assert_eq!(ask(&service, "/oauth2/token", form(&platform)).await.status(), 200);
    Ok(())
}
