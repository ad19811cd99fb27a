//! What time itself tells of: access that ends, and the mail of a day. Asked in this process, where a test can move the
//! clock.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use model::{
    audit::{AuditAction, AuditChain, Detail},
    delivery::Receiver,
};
use outbound_mail::{Kept, Mailer};
use store::{Listing, Store};
use wire::admin::{Allow, Decline};

use super::budgets::market::Market;
use crate::harness::{Outcome, on_both_databases};

on_both_databases! { access_that_ends_is_told_once_for_each_day a_day_is_one_mail }

const DAY: i64 = 24 * 60;

async fn opened(url: &str) -> Outcome<Store> {
    Ok(Store::connect(&store::Settings::new(url)).await?)
}

/// What the tenant's history tells of ends: so many days before, and 0 where it has come; the oldest first.
async fn told(market: &Market, store: &Store) -> Outcome<Vec<u32>> {
    let mut tx = store.read().await?;
    let audit = tx.platform().await?.audit();
    let entries = audit.of_chain(AuditChain::Tenant(market.tenant), &Listing::first(200)).await?.items;
    let days = entries.into_iter().rev().filter_map(|entry| match (entry.action.known()?, entry.detail?) {
        (AuditAction::ConnectionEnding, Detail::Ending { days, .. }) => Some(days),
        (AuditAction::ConnectionEnded, Detail::Ended { .. }) => Some(0),
        _ => None,
    });
    Ok(days.collect())
}

async fn access_that_ends_is_told_once_for_each_day(url: &str) -> Outcome {
    let (market, store) = (Market::open(url).await?, opened(url).await?);
    let app = market.app(&["patients.read"], &[]).await?;
    let ends_at = Some(market.here.clock().now() + TimeDelta::days(40));
    let allow = Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at };
    market.here.decisions().allow(&market.admin().await?, app, allow).await?;
    for (days, expected) in [
        (0, vec![]),
        (10, vec![30]),
        (1, vec![30]),
        (22, vec![30, 7]),
        (6, vec![30, 7, 1]),
        (1, vec![30, 7, 1, 0]),
        (3, vec![30, 7, 1, 0]),
    ] {
        market.clock.forward(days * DAY);
        // Two nodes look at once: one of them tells.
        let look = || market.here.ending_access().tell();
        let (one, other) = tokio::join!(look(), look());
        one.and(other)?;
        assert_eq!(told(&market, &store).await?, expected, "after {days} more days");
    }
    Ok(())
}

/// Whether a node has something to do for it now, or is doing it: what is claimed is due again within minutes.
async fn is_due(market: &Market, store: &Store, receiver: Receiver) -> bool {
    let Ok(mut tx) = store.read().await else { return true };
    let Ok(platform) = tx.platform().await else { return true };
    platform
        .outbox()
        .is_due(receiver, market.here.clock().now() + TimeDelta::minutes(10))
        .await
        .unwrap_or(true)
}

/// Until nothing is due for it.
async fn done(market: &Market, store: &Store, receiver: Receiver) {
    while is_due(market, store, receiver).await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn kept(market: &Market) -> Outcome<Arc<Kept>> {
    match market.here.mailer() {
        Some(Mailer::Kept(kept)) => Ok(kept.clone()),
        _ => Err("mail is not kept".into()),
    }
}

async fn a_day_is_one_mail(url: &str) -> Outcome {
    let (market, store) = (Market::open(url).await?, opened(url).await?);
    let mut apps = Vec::new();
    for _ in 0..3 {
        apps.push(market.app(&["patients.read"], &[]).await?);
    }
    for app in &apps {
        let decline = Decline { version: 1, details_revision: 1, reason: "Not now".into() };
        market.here.decisions().decline(&market.admin().await?, *app, decline).await?;
    }
    let patience = Duration::from_secs(30);
    let filled = market.here.notices().keep(done(&market, &store, Receiver::Notices));
    tokio::time::timeout(patience, filled).await?;
    let daily = || -> Outcome<Vec<_>> {
        let all = kept(&market)?.all().into_iter();
        Ok(all.filter(|mail| mail.text.contains(" declined ")).collect())
    };
    let send = async || {
        let sent = async {
            done(&market, &store, Receiver::Mail).await;
            done(&market, &store, Receiver::DailyMail).await;
        };
        tokio::time::timeout(patience, market.here.mails().keep(sent)).await
    };
    send().await?;
    assert!(daily()?.is_empty(), "it is not morning yet");
    market.clock.forward(DAY);
    send().await?;
    let mails = daily()?;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let (mail, declined) = (&mails[0], mails[0].text.matches(" declined ").count());
    assert_eq!((declined, mail.subject.as_str()), (3, "Grantry: 3 things happened"), "{mail:?}");
    market.clock.forward(DAY);
    send().await?;
    assert_eq!(daily()?.len(), 1);
    Ok(())
}
