//! An old secret works beside the new one until its end, on every node, and each warning is told once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use credentials::PlainSecret;
use model::audit::{AuditAction, AuditChain};
use model::connection::StoppedBy;
use model::credential::{Credential, Secret};
use model::ids::SecretId;
use model::rotation::next_notice;
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::changes::Change;
use store::last_uses::SecretUse;
use store::secrets::SecretHash;
use store::{Listing, Records};
use token_service::{Standing, TokenService};

use crate::node::{Running, ask, claims, form, on_both, token};
use crate::platform::{Outcome, Platform, at};

on_both! {
    both_secrets_work_until_the_end_of_the_old_one
    ends_are_warned_of_once_and_retired_by_one_node
    a_secret_that_has_ended_stays_in_sight
}

const DAY: i64 = 86_400;

/// Another secret takes the place of the platform's one, which works until this second. The platform with the new one.
async fn regenerate(platform: &Platform, end: i64) -> Outcome<Platform> {
    let plain = PlainSecret::generate(&mut StdRng::seed_from_u64(5));
    let mut tx = platform.store.begin().await?;
    let rows = tx.within(platform.tenant).await?;
    let credential = rows.credentials().get(platform.client).await?.ok_or("no credential")?;
    let regenerated =
        Credential { regenerated_at: Some(at(10)), regenerated_by: Some(platform.person), ..credential };
    rows.credentials().update(&regenerated).await?;
    let old = rows.secrets().of(&[platform.client]).await?.pop().ok_or("no secret")?;
    rows.secrets().set_end(old.id, at(end), next_notice(at(end), at(10))).await?;
    let hash = SecretHash::new(plain.hash(&platform.master()?.pepper()).to_bytes());
    let (id, hint) = (SecretId::new(20, &[3; 10]), plain.hint());
    let new = Secret { id, hint, created_at: at(10), expires_at: None, notice_at: None, ..old };
    rows.secrets().insert(&new, hash).await?;
    tx.finish(Records::of_changes([Change::from(&platform.connection)]), at(10)).await?;
    Ok(platform.with_secret(plain.expose_once()))
}

async fn is_served(service: &TokenService, platform: &Platform) -> bool {
    ask(service, "/oauth2/token", form(platform)).await.status().is_success()
}

async fn both_secrets_work_until_the_end_of_the_old_one(platform: Platform) -> Outcome {
    let new = regenerate(&platform, 60).await?;
    let time = Arc::new(AtomicI64::new(at(11).timestamp_micros()));
    let (mut nodes, mut running) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let node = platform.service_at(&time).await?;
        running.push(Running::start(&node));
        nodes.push(node);
    }
    let body = token(ask(&nodes[0], "/oauth2/token", form(&platform)).await).await?;
    let got = claims(&nodes[0], body["access_token"].as_str().unwrap_or_default())?;
    for node in &nodes {
        assert!(is_served(node, &platform).await && is_served(node, &new).await);
    }
    time.store(at(60).timestamp_micros() - 1, Ordering::Relaxed);
    for node in &nodes {
        assert!(is_served(node, &platform).await, "a microsecond before");
    }
    time.store(at(60).timestamp_micros(), Ordering::Relaxed);
    for node in &nodes {
        assert!(!is_served(node, &platform).await && is_served(node, &new).await);
        let standing = node.standing(platform.client, got.generation, &got.jti);
        assert_eq!(standing, Standing::Active, "tokens belong to the access");
    }
    for one in running {
        one.stop().await?;
    }
    Ok(())
}

/// What the tenant's history has of secrets, the oldest first.
async fn told(platform: &Platform) -> Outcome<Vec<(AuditAction, String)>> {
    let mut tx = platform.store.read().await?;
    let audit = tx.within(platform.tenant).await?.audit();
    let entries = audit.of_chain(AuditChain::Tenant(platform.tenant), &Listing::first(50)).await?.items;
    let sentence = |entry: &model::audit::AuditEntry| {
        let action = entry.action.known()?;
        Some((action, entry.detail.as_ref()?.sentence()))
    };
    let mut told: Vec<_> = entries.iter().filter_map(sentence).collect();
    told.reverse();
    Ok(told)
}

/// Two nodes look at this second, one after the other.
async fn settle(platform: &Platform, second: i64) -> Outcome {
    for _ in 0..2 {
        platform.marketplace_at(second)?.secret_ends().settle().await?;
    }
    Ok(())
}

async fn ends_are_warned_of_once_and_retired_by_one_node(platform: Platform) -> Outcome {
    regenerate(&platform, 20 * DAY).await?;
    settle(&platform, 12 * DAY).await?;
    assert_eq!(told(&platform).await?, [], "eight days are left");
    settle(&platform, 13 * DAY).await?;
    settle(&platform, 14 * DAY).await?;
    let words: Vec<_> = told(&platform)
        .await?
        .into_iter()
        .map(|(action, words)| (action, words.ends_with("never used")))
        .collect();
    assert_eq!(words, [(AuditAction::SecretEnding, true)], "once");

    // The new one is used now, and so is the old one.
    let mut tx = platform.store.begin().await?;
    let secrets = tx.within(platform.tenant).await?.secrets().of(&[platform.client]).await?;
    let used = |secret: &Secret| SecretUse {
        tenant: platform.tenant,
        secret: secret.id,
        at: at(15 * DAY),
        from: Some("192.0.2.7".to_owned()),
    };
    let uses: Vec<_> = secrets.iter().map(used).collect();
    tx.platform().await?.secrets_used(&uses).await?;
    tx.commit_unrecorded().await?;
    settle(&platform, 19 * DAY).await?;
    settle(&platform, 20 * DAY).await?;
    settle(&platform, 40 * DAY).await?;
    let told = told(&platform).await?;
    let actions: Vec<_> = told.iter().map(|(action, _)| *action).collect();
    assert_eq!(actions, [AuditAction::SecretEnding, AuditAction::SecretEnding, AuditAction::SecretRetired]);
    assert!(told[1].1.ends_with("still used"), "{told:?}");
    let mut tx = platform.store.read().await?;
    let left = tx.within(platform.tenant).await?.secrets().of(&[platform.client]).await?;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].last_used_from.as_deref(), Some("192.0.2.7"));
    Ok(())
}

async fn a_secret_that_has_ended_stays_in_sight(platform: Platform) -> Outcome {
    let end = at(90 * DAY);
    let mut tx = platform.store.begin().await?;
    let rows = tx.within(platform.tenant).await?;
    let secret = rows.secrets().of(&[platform.client]).await?.pop().ok_or("no secret")?;
    rows.secrets().set_end(secret.id, end, next_notice(end, at(0))).await?;
    tx.finish(Records::of_changes([Change::from(&platform.connection)]), at(1)).await?;
    for day in [30, 60, 70, 83, 84, 89, 90, 91] {
        settle(&platform, day * DAY).await?;
    }
    let actions: Vec<_> = told(&platform).await?.into_iter().map(|(action, _)| action).collect();
    let warning = AuditAction::SecretEnding;
    assert_eq!(actions, [warning, warning, warning, AuditAction::SecretEnded]);
    let mut tx = platform.store.read().await?;
    let rows = tx.within(platform.tenant).await?;
    let credential = rows.credentials().get(platform.client).await?.ok_or("no credential")?;
    let secrets = rows.secrets().of(&[platform.client]).await?;
    assert_eq!(secrets[0].notice_at, None);
    let stopped = credential.secrets_stopped(&secrets, at(91 * DAY));
    assert_eq!(stopped, Some((end, StoppedBy::EndedSecret)));
    Ok(())
}
