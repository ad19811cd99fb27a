//! Webhooks: who hears of an event, the order of messages, and whose rows are whose.

use model::{
    audit::AuditChain,
    delivery::Receiver,
    webhook::{
        Webhook, WebhookAttempt, WebhookMessage, WebhookMessageKind, WebhookMessageState, WebhookOwner,
        WebhookSecret,
    },
    webhook_event::WebhookEvent,
};
use store::{Error, Records, Store, outbox::NewDelivery, webhooks::Hearers};
use uuid::Uuid;

use crate::{
    audit::entry,
    harness::{Database, Outcome, at, id, on_both},
    marketplace::{Market, market},
};

on_both! {
    an_event_is_put_out_where_a_webhook_may_hear_of_it messages_of_a_thread_wait_for_each_other
    what_is_a_tenants_is_no_one_elses after_a_restore_numbers_go_on_above_those_that_were_given
}

fn webhook(market: &Market, owner: WebhookOwner) -> Webhook {
    let secret =
        WebhookSecret { number: 1, sealed: vec![1; 40], hint: "LaSw".into(), made_at: at(0), ends_at: None };
    Webhook {
        id: id!(WebhookId),
        owner,
        url: "https://hooks.example/".into(),
        host: "hooks.example".into(),
        events: [WebhookEvent::ConnectionAllowed].into(),
        apps: Default::default(),
        disabled: None,
        secrets: vec![secret],
        created_by: market.ann.id,
        created_at: at(0),
        updated_at: at(0),
        revision: 1,
    }
}

/// Records two events of one connection, as a transaction within the tenant does; the statements that write.
async fn happen(store: &Store, market: &Market) -> Result<(Vec<String>, [Uuid; 2]), Error> {
    let mut entries = vec![entry(AuditChain::Tenant(market.clinic.id), "App")];
    entries.push(again_of(&entries[0]));
    let ids = [entries[0].id.uuid(), entries[1].id.uuid()];
    let told =
        |subject| NewDelivery { id: id!(DeliveryId), receiver: Receiver::Webhooks, subject, due: at(1) };
    let records = Records { told: ids.map(told).into(), entries, ..Records::default() };
    let mut tx = store.begin().await?;
    tx.within(market.clinic.id).await?;
    let (done, sent) = store::sent(tx.finish(records, at(1))).await;
    done.map(|()| (sent, ids))
}

/// Another event of the same connection.
fn again_of(first: &store::audit::NewAuditEntry) -> store::audit::NewAuditEntry {
    store::audit::NewAuditEntry { id: id!(AuditEntryId), ..first.clone() }
}

async fn an_event_is_put_out_where_a_webhook_may_hear_of_it(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let is_due = async || -> Result<bool, Error> {
        store.read().await?.platform().await?.outbox().is_due(Receiver::Webhooks, at(9)).await
    };
    let (without, _) = happen(store, &market).await?;
    assert!(!is_due().await?, "no one hears");
    let mut tx = store.begin().await?;
    let others = webhook(&market, WebhookOwner::Tenant(market.harbour.id));
    tx.within(market.harbour.id).await?.webhooks().insert(&others).await?;
    tx.commit_unrecorded().await?;
    let (still, _) = happen(store, &market).await?;
    assert!(!is_due().await?, "another tenant does not");
    assert!(still.len() <= without.len(), "it costs no statement");

    let own = webhook(&market, WebhookOwner::Tenant(market.clinic.id));
    let mut tx = store.begin().await?;
    tx.within(market.clinic.id).await?.webhooks().insert(&own).await?;
    tx.commit_unrecorded().await?;
    let (heard, ids) = happen(store, &market).await?;
    assert!(is_due().await? && heard.len() == still.len() + 3, "{heard:#?}");
    let mut tx = store.begin().await?;
    let webhooks = tx.platform().await?.webhooks();
    let unsent = webhooks.lock_unsent(model::ids::AuditEntryId::from_uuid(ids[1])).await?;
    let seen: Vec<_> = unsent.iter().map(|event| (event.entry.id.uuid(), event.sequence)).collect();
    assert_eq!(seen, [(ids[0], 1), (ids[1], 2)], "the one before comes with it");
    let hearers = Hearers { tenant: Some(market.clinic.id), publisher: None };
    assert_eq!(webhooks.lock_hearing(hearers).await?, [own]);
    webhooks.sent(&unsent).await?;
    assert!(webhooks.lock_unsent(model::ids::AuditEntryId::from_uuid(ids[0])).await?.is_empty());
    Ok(())
}

async fn after_a_restore_numbers_go_on_above_those_that_were_given(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let first = entry(AuditChain::Tenant(market.clinic.id), "App");
    let last = again_of(&first);
    let id = last.id;
    let of = |entry| Records { entries: vec![entry], ..Records::default() };
    let mut tx = store.begin().await?;
    let own = webhook(&market, WebhookOwner::Tenant(market.clinic.id));
    tx.within(market.clinic.id).await?.webhooks().insert(&own).await?;
    tx.finish(of(first), at(1)).await?;
    let mut tx = store.begin().await?;
    tx.platform().await?.raise_webhook_sequences().await?;
    tx.finish(of(last), at(2)).await?;
    let mut tx = store.begin().await?;
    let unsent = tx.platform().await?.webhooks().lock_unsent(id).await?;
    let numbers: Vec<_> = unsent.iter().map(|event| event.sequence).collect();
    assert_eq!(numbers, [1, 1_000_002]);
    Ok(())
}

fn message(webhook: &Webhook, thread: Uuid, sequence: u64) -> WebhookMessage {
    let id: model::ids::WebhookDeliveryId = id!(WebhookDeliveryId);
    WebhookMessage {
        id,
        webhook: webhook.id,
        tenant: webhook.owner.tenant(),
        message: id.to_string(),
        kind: WebhookMessageKind::Event,
        event: WebhookEvent::ConnectionAllowed,
        thread,
        sequence,
        body: "{}".into(),
        state: WebhookMessageState::Waiting,
        attempts: 0,
        due: at(1),
        created_at: at(1),
        last: None,
    }
}

async fn messages_of_a_thread_wait_for_each_other(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let own = webhook(&market, WebhookOwner::Publisher(market.acme.id));
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let all = [message(&own, one, 1), message(&own, one, 2), message(&own, other, 1)];
    let mut tx = store.begin().await?;
    tx.shared().webhooks_of(market.acme.id).insert(&own).await?;
    tx.platform().await?.webhooks().messages().add(&all).await?;
    tx.commit_unrecorded().await?;
    let claim = async |busy: &[String], now: i64| -> Result<Option<WebhookMessage>, Error> {
        let mut tx = store.begin().await?;
        let claimed = tx.platform().await?.webhooks().messages().claim(busy, at(now), at(now + 30)).await?;
        tx.commit_unrecorded().await?;
        Ok(claimed)
    };
    assert_eq!(claim(&["hooks.example".into()], 2).await?, None, "its host has enough");
    let mut first: Vec<_> = [claim(&[], 2).await?, claim(&[], 2).await?].into_iter().flatten().collect();
    first.sort_by_key(|claimed| claimed.thread);
    let ids: Vec<_> = first.iter().map(|claimed| (claimed.id, claimed.attempts)).collect();
    assert_eq!(ids, [(all[0].id, 1), (all[2].id, 1)]);
    assert_eq!(claim(&[], 3).await?, None, "the second of a thread waits");
    let attempt =
        WebhookAttempt { at: at(3), took: 5, status: Some(200), problem: None, answer: "ok\u{0}".into() };
    let taken =
        WebhookMessage { state: WebhookMessageState::Delivered, last: Some(attempt), ..first[0].clone() };
    let mut tx = store.begin().await?;
    let messages = tx.platform().await?.webhooks().messages();
    assert!(!messages.settle(&WebhookMessage { attempts: 9, ..taken.clone() }).await?, "another's claim");
    assert!(messages.settle(&taken).await?);
    assert!(!messages.settle(&taken).await?, "it waits no longer");
    assert_eq!(messages.get(own.id, taken.id).await?, Some(taken.clone()));
    tx.commit_unrecorded().await?;
    assert_eq!(claim(&[], 4).await?.map(|claimed| claimed.id), Some(all[1].id));
    // What waits stays in the log, however old it is and however many there are.
    let mut tx = store.begin().await?;
    let messages = tx.platform().await?.webhooks().messages();
    messages.forget(own.id, at(0), 0).await?;
    let left = messages.log(own.id, at(0), 9).await?;
    assert!(left.len() == 2 && left.iter().all(|one| one.state == WebhookMessageState::Waiting), "{left:?}");
    messages.drop_waiting(own.id).await?;
    assert!(!messages.is_due(at(99)).await?);
    Ok(())
}

async fn what_is_a_tenants_is_no_one_elses(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let own = webhook(&market, WebhookOwner::Tenant(market.clinic.id));
    let mut tx = store.begin().await?;
    let rows = tx.within(market.clinic.id).await?.webhooks();
    rows.insert(&own).await?;
    let next = rows.update(&own).await?;
    assert_eq!(next.revision, 2);
    assert!(matches!(rows.update(&own).await, Err(Error::LostRace)));
    assert_eq!((rows.get(own.id).await?, rows.count().await?), (Some(next.clone()), 1));
    let theirs = tx.within(market.harbour.id).await?.webhooks();
    assert_eq!((theirs.get(own.id).await?, theirs.count().await?), (None, 0));
    assert!(matches!(theirs.update(&next).await, Err(Error::OutsideTenant)));
    assert!(matches!(theirs.insert(&own).await, Err(Error::OutsideTenant)));
    let publishers = tx.shared().webhooks_of(market.acme.id);
    assert_eq!(publishers.list().await?, []);
    let all = tx.platform().await?.webhooks();
    all.end_secret(&own, 1, at(5)).await?;
    all.forget_secrets(&own, Some(at(4))).await?;
    assert_eq!(all.get(own.id).await?.map(|read| read.secrets.len()), Some(1));
    all.forget_secrets(&own, Some(at(5))).await?;
    assert_eq!(all.get(own.id).await?.map(|read| read.secrets.len()), Some(0));
    all.delete(&own).await?;
    assert!(matches!(all.delete(&own).await, Err(Error::NotFound)));
    Ok(())
}
