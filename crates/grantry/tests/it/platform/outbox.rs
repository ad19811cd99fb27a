//! What follows a change comes to an end, whatever becomes of those who deliver it.

use std::time::Duration;

use chrono::TimeDelta;
use marketplace::Settings;
use model::{
    app::Visibility,
    delivery::Receiver,
    ids::{AppId, AuditEntryId, TenantId},
    logo::LogoState,
    notice::ReadAs,
};
use outbound_mail::Mailer;
use store::{Listing, Store, notices::Reader, outbox::Delivery};
use wire::{
    developer::{AddTarget, AppDetails},
    operator::NewTenant,
};

use super::budgets::market::{Market, details};
use crate::{
    account::marketplace_of,
    harness::{Outcome, on_both_databases},
};

on_both_databases! {
    a_logo_that_no_node_settles_is_given_up all_hear_once_though_a_node_ends_between_two_groups
        a_person_gets_one_mail_from_all_groups
}

/// Claims what is due, as a node that then ends: its claim ends at once.
async fn claim(market: &Market, store: &Store) -> Outcome<Vec<Delivery>> {
    let now = market.here.clock().now();
    let mut tx = store.begin().await?;
    let claimed = tx.platform().await?.outbox().claim(Receiver::Logos, 9, now, now).await?;
    tx.commit_unrecorded().await?;
    Ok(claimed)
}

async fn a_logo_that_no_node_settles_is_given_up(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let store = Store::connect(&store::Settings::new(url)).await?;
    let logo_url = Some("https://logos.example/a.png".into());
    let details = AppDetails { logo_url, ..details(Visibility::Targeted) };
    let app = market.here.publisher_apps().create(&market.developer().await?, details).await?;
    let mut last = None;
    for attempt in 1..=10 {
        let claimed = claim(&market, &store).await?;
        assert_eq!(claimed.iter().map(|one| one.attempts).collect::<Vec<_>>(), [attempt]);
        last = claimed.into_iter().next();
    }

    let settled = async {
        while !is_settled(&market, app.id).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), market.here.logos().keep(settled)).await?;
    let read = market.here.publisher_apps().get(&market.publisher_member().await?, app.id).await?;
    let reason = "The logo could not be fetched: each attempt was cut short.";
    assert_eq!((read.logo.state, read.logo.reason.as_deref()), (LogoState::Refused, Some(reason)));
    assert!(claim(&market, &store).await?.is_empty(), "it is not tried again");
    let last = last.ok_or("nothing was due")?;
    let of_node = Delivery { attempts: last.attempts + 1, ..last.clone() };
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(!outbox.done(&last).await?, "the node has claimed it since");
    assert!(outbox.done(&of_node).await?, "its row stays");
    Ok(())
}

async fn is_settled(market: &Market, app: AppId) -> bool {
    let Ok(by) = market.publisher_member().await else { return false };
    market.here.publisher_apps().get(&by, app).await.is_ok_and(|app| app.logo.state != LogoState::Waiting)
}

/// So many tenants, each with an owner.
async fn tenants(market: &Market, many: usize) -> Outcome<Vec<TenantId>> {
    let mut tenants = Vec::new();
    for number in 0..many {
        let owner_email = format!("owner-of-{number}@clinics.example").parse()?;
        let new = NewTenant {
            name: format!("Clinic {number}").into(),
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        };
        let created = market.here.tenants().create(&market.operator().await?, new).await?;
        market.join(&created.invited.link).await?;
        tenants.push(created.tenant.id);
    }
    Ok(tenants)
}

/// Claims the one event that is to be told, for five minutes.
async fn claim_event(market: &Market, store: &Store) -> Outcome<Delivery> {
    let now = market.here.clock().now();
    let until = now + TimeDelta::minutes(5);
    let mut tx = store.begin().await?;
    let mut claimed = tx.platform().await?.outbox().claim(Receiver::Notices, 9, now, until).await?;
    tx.commit_unrecorded().await?;
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    Ok(claimed.pop().ok_or("nothing is due")?)
}

/// How often the event is in the inbox of each tenant's owner.
async fn inboxes(store: &Store, tenants: &[TenantId], event: AuditEntryId) -> Outcome<Vec<usize>> {
    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    let mut inboxes = Vec::new();
    for tenant in tenants {
        let owners = platform.tenants().owners(*tenant).await?;
        let person = *owners.first().ok_or("no owner")?;
        let reader = Reader { person, may_read_as: vec![ReadAs::OfTenant(*tenant)] };
        let read = platform.notices().list(&reader, &Listing::first(50)).await?.items;
        inboxes.push(read.iter().filter(|notice| notice.entry == event).count());
    }
    Ok(inboxes)
}

/// Nothing is to be told any more.
async fn is_told(store: &Store, market: &Market) -> bool {
    let Ok(mut tx) = store.read().await else { return false };
    let Ok(platform) = tx.platform().await else { return false };
    let later = market.here.clock().now() + TimeDelta::minutes(10);
    platform.outbox().is_due(Receiver::Notices, later).await.is_ok_and(|due| !due)
}

/// Publishes an app's first version to these tenants: the one event that is left to tell.
async fn publish_to(market: &Market, store: &Store, tenants: &[TenantId]) -> Outcome {
    let (here, by) = (&market.here, market.developer().await?);
    let app = here.publisher_apps().create(&by, details(Visibility::Targeted)).await?.id;
    for tenant_id in tenants.iter().copied() {
        here.targets().add(&market.developer().await?, app, AddTarget { tenant_id }).await?;
    }
    let all_told = async {
        while !is_told(store, market).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), here.notices().keep(all_told)).await?;
    let version = market.version(0, &["patients.read"], &[])?;
    here.versions().publish(&market.developer().await?, app, version).await?;
    Ok(())
}

/// A first version that is published to five tenants, told in groups of two.
async fn all_hear_once_though_a_node_ends_between_two_groups(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let store = Store::connect(&store::Settings::new(url)).await?;
    let (here, tenants) = (&market.here, tenants(&market, 5).await?);
    Box::pin(publish_to(&market, &store, &tenants)).await?;

    let first = claim_event(&market, &store).await?;
    let event = AuditEntryId::from_uuid(first.subject);
    assert_eq!(inboxes(&store, &tenants, event).await?, [0; 5]);
    // The same group again, as by a node that does not know that it was told.
    for _ in 0..2 {
        let left = here.notices().fan_out(&first, 2).await?.ok_or("all were told at once")?;
        assert!(left.place.is_some());
        let told = inboxes(&store, &tenants, event).await?;
        assert_eq!((told.iter().sum::<usize>(), told.iter().max()), (2, Some(&1)), "{told:?}");
    }
    // Its claim ends, and another node goes on behind that group.
    market.clock.forward(6);
    let second = claim_event(&market, &store).await?;
    assert!(here.notices().fan_out(&first, 2).await?.is_none(), "another node has it");
    let (mut left, mut groups) = (Some(second), 0);
    while let Some(delivery) = left {
        left = here.notices().fan_out(&delivery, 2).await?;
        groups += 1;
    }
    assert_eq!((groups, inboxes(&store, &tenants, event).await?), (2, vec![1; 5]));
    assert!(is_told(&store, &market).await);
    Ok(())
}

/// One person owns five tenants, which hear in groups of two.
async fn a_person_gets_one_mail_from_all_groups(url: &str) -> Outcome {
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    let settings = Settings { mailer: Some(Mailer::kept()), ..Settings::default() };
    let (here, clock) = marketplace_of(store.clone(), settings)?;
    let market = Box::pin(Market::of(here, clock)).await?;
    let mut tenants = Vec::new();
    for number in 0..5 {
        let owner_email = "owner-of-all@clinics.example".parse()?;
        let new = NewTenant {
            name: format!("Clinic {number}").into(),
            owner_email,
            deliver: model::person::LinkDelivery::Show,
        };
        let created = market.here.tenants().create(&market.operator().await?, new).await?;
        market.join(&created.invited.link).await?;
        tenants.push(created.tenant.id);
    }
    Box::pin(publish_to(&market, &store, &tenants)).await?;
    let event = claim_event(&market, &store).await?;
    let mut left = Some(event.clone());
    while let Some(delivery) = left {
        left = market.here.notices().fan_out(&delivery, 2).await?;
    }

    let later = market.here.clock().now() + TimeDelta::minutes(10);
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    let mails = platform.outbox().claim(Receiver::Mail, 99, later, later).await?;
    let person = *platform.tenants().owners(tenants[0]).await?.first().ok_or("no owner")?;
    let reader = Reader { person, may_read_as: tenants.iter().copied().map(ReadAs::OfTenant).collect() };
    let mut carried = Vec::new();
    for mail in mails {
        let notices = platform.notices().of_mail(&reader, mail.subject, 50).await?;
        let of_event = notices.iter().filter(|one| one.entry == AuditEntryId::from_uuid(event.subject));
        carried.push(of_event.count());
    }
    carried.retain(|number| *number > 0);
    assert_eq!(carried, [5]);
    Ok(())
}
