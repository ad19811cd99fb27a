//! Attempts of clients, the secrets that they had, and their usage by the hour.

use std::net::Ipv4Addr;

use model::{
    attempt::{Endpoint, Refusal},
    credential::{Credential, CredentialOwner},
    ids::{AppId, TenantId},
    scope::ScopeSet,
};
use store::{
    Store,
    attempts::NewAttempt,
    secrets::SecretHash,
    usage::{Counted, Span, Subject, Usage},
};

use crate::{
    connections::{credential, secret},
    harness::{Database, Outcome, at, id, next, on_both},
    marketplace::{Market, market},
};

on_both! {
    a_client_keeps_its_newest_attempts
    a_former_secret_is_recognised_and_a_wrong_one_is_not_kept
    nodes_that_write_at_once_lose_nothing
    usage_is_added_up_by_the_hour_and_the_day
}

/// A credential of the clinic's own, put in.
async fn own(store: &Store, market: &Market) -> Result<Credential, store::Error> {
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: ScopeSet::default() };
    let own = credential(&market.clinic, owner, market.ann.id);
    let mut tx = store.begin().await?;
    tx.within(market.clinic.id).await?.credentials().insert(&own).await?;
    tx.commit_unrecorded().await?;
    Ok(own)
}

fn attempt(of: &Credential, seconds: i64, refusal: Option<Refusal>) -> NewAttempt {
    NewAttempt {
        request: next().into(),
        tenant: of.tenant,
        client: of.id,
        at: at(seconds),
        endpoint: Endpoint::Token,
        refusal,
        detail: refusal.map(|_| "detail".into()),
        answer: None,
        address: Some(Ipv4Addr::new(192, 0, 2, 7).into()),
        user_agent: None,
        presented: None,
    }
}

async fn note(store: &Store, attempts: &[NewAttempt]) -> Result<u64, store::Error> {
    let mut tx = store.begin().await?;
    let new = tx.platform().await?.note_attempts(attempts).await?;
    tx.commit_unrecorded().await?;
    Ok(new)
}

async fn a_client_keeps_its_newest_attempts(database: Database) -> Outcome {
    let (store, market) = (&database.store, market(&database.store).await?);
    let (first, second) = (own(store, &market).await?, own(store, &market).await?);
    let refused: Vec<_> = (0..70).map(|n| attempt(&first, n, Some(Refusal::NotLive))).collect();
    let granted: Vec<_> = (0..9).map(|n| attempt(&first, 100 + n, None)).collect();
    assert_eq!(note(store, &refused).await?, 70);
    assert_eq!(note(store, &granted).await?, 9);
    note(store, &[attempt(&second, 1, Some(Refusal::BadScope))]).await?;
    // A group whose commit was in doubt is written again, and finds those of its attempts that are kept.
    assert_eq!(note(store, &granted).await?, 4);
    let mut tx = store.begin().await?;
    let kept = tx.within(market.clinic.id).await?.attempts().of(first.id).await?;
    assert_eq!(kept.len(), 55);
    assert!(kept.is_sorted_by(|one, next| one.at >= next.at));
    assert_eq!(kept.iter().filter(|one| one.refusal.is_none()).count(), 5);
    assert!(kept.iter().all(|one| one.at >= at(20)));
    assert_eq!((kept[0].request.as_u128(), kept[0].endpoint), (granted[8].request, Endpoint::Token));
    assert_eq!(kept[0].address.as_deref(), Some("192.0.2.7"));
    assert_eq!(tx.within(market.harbour.id).await?.attempts().of(first.id).await?, []);
    assert_eq!(tx.platform().await?.forget_attempts(at(25)).await?, 6);
    assert_eq!(tx.within(market.clinic.id).await?.attempts().of(second.id).await?, []);
    Ok(())
}

async fn a_former_secret_is_recognised_and_a_wrong_one_is_not_kept(database: Database) -> Outcome {
    let (store, market) = (&database.store, market(&database.store).await?);
    let (own, other) = (own(store, &market).await?, own(store, &market).await?);
    let (ann, former, present) =
        (market.ann.id, secret(own.id, market.ann.id), secret(own.id, market.ann.id));
    let hash = |byte: u8| SecretHash::new(vec![byte; 36]);
    let mut tx = store.begin().await?;
    let secrets = tx.within(market.clinic.id).await?.secrets();
    secrets.insert(&former, hash(1)).await?;
    secrets.remember(own.id, Some(ann), at(50)).await?;
    secrets.remember(own.id, None, at(51)).await?;
    secrets.delete_of(own.id).await?;
    // It ends at 99.
    secrets.insert(&present, hash(2)).await?;
    tx.commit_unrecorded().await?;
    let with = |of: &Credential, seconds, byte| NewAttempt {
        presented: Some(hash(byte)),
        ..attempt(of, seconds, Some(Refusal::WrongSecret))
    };
    let attempts =
        [with(&own, 60, 1), with(&own, 61, 2), with(&own, 99, 2), with(&own, 100, 3), with(&other, 101, 1)];
    note(store, &attempts).await?;
    let mut tx = store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    let mut kept = rows.attempts().of(own.id).await?;
    kept.reverse();
    let seen: Vec<_> = kept.iter().map(|one| (one.refusal, one.secret)).collect();
    let wrong = (Some(Refusal::WrongSecret), None);
    assert_eq!(
        seen,
        [
            (Some(Refusal::FormerSecret), Some(former.id)),
            wrong,
            (Some(Refusal::ExpiredSecret), Some(present.id)),
            wrong
        ]
    );
    let of_other: Vec<_> =
        rows.attempts().of(other.id).await?.iter().map(|one| (one.refusal, one.secret)).collect();
    assert_eq!(of_other, [wrong], "another client's former secret says nothing");
    let remembered = rows.secrets().former(&[former.id, present.id]).await?;
    assert_eq!(remembered.len(), 1);
    let one = &remembered[0];
    assert_eq!(
        (one.id, one.ended_by, one.ended_at, one.hint.as_str()),
        (former.id, Some(ann), at(50), "abcd")
    );
    assert_eq!(tx.within(market.harbour.id).await?.secrets().former(&[former.id]).await?, []);
    assert_eq!(tx.platform().await?.forget_former_secrets(at(51)).await?, 1);
    Ok(())
}

/// What one node counted of a client, its app, its tenant and the platform.
fn counts(
    tenant: TenantId,
    app: AppId,
    of: &Credential,
    hour: i64,
    refusal: Option<Refusal>,
) -> Vec<Counted> {
    [Subject::Platform, Subject::Client(tenant, of.id), Subject::App(app), Subject::Tenant(tenant)]
        .map(|subject| Counted { subject, hour, refusal, number: 2 })
        .to_vec()
}

async fn nodes_that_write_at_once_lose_nothing(database: Database) -> Outcome {
    let (store, market) = (&database.store, market(&database.store).await?);
    let (first, second, app) = (own(store, &market).await?, own(store, &market).await?, id!(AppId));
    let clinic = market.clinic.id;
    let node = async |turn: i64| -> Result<(), store::Error> {
        for round in 0..10 {
            let (one, other) = if turn % 2 == 0 { (&first, &second) } else { (&second, &first) };
            let refusal = Some(Refusal::WrongSecret);
            note(store, &[attempt(one, round, refusal), attempt(other, round, None)]).await?;
            let mut tx = store.begin().await?;
            let platform = tx.platform().await?;
            platform.count_usage(&counts(clinic, app, one, 5, None)).await?;
            tx.commit_unrecorded().await?;
        }
        Ok(())
    };
    let (one, two, three) = tokio::join!(node(1), node(2), node(3));
    one.and(two).and(three)?;
    let span = Span { from: 5, to: 6, period: 1 };
    let sum = |number| vec![Usage { period: 5, refusal: None, number }];
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    assert_eq!(platform.usage(Subject::Platform, span).await?, sum(60));
    assert_eq!(platform.usage(Subject::App(app), span).await?, sum(60));
    let rows = tx.within(clinic).await?;
    assert_eq!(rows.usage(span).await?, sum(60));
    assert_eq!(rows.usage_of(first.id, span).await?, sum(20));
    assert_eq!(rows.usage_of(second.id, span).await?, sum(40));
    assert_eq!(rows.attempts().of(second.id).await?.len(), 20 + 5);
    Ok(())
}

async fn usage_is_added_up_by_the_hour_and_the_day(database: Database) -> Outcome {
    let (store, market) = (&database.store, market(&database.store).await?);
    let (own, app, clinic) = (own(store, &market).await?, id!(AppId), market.clinic.id);
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    for (hour, refusal) in
        [(47, None), (48, None), (71, None), (71, Some(Refusal::NotLive)), (71, None), (72, None)]
    {
        platform.count_usage(&counts(clinic, app, &own, hour, refusal)).await?;
    }
    platform.count_usage(&[]).await?;
    let rows = tx.within(clinic).await?;
    let span = |period| Span { from: 48, to: 72, period };
    let one = |period, refusal, number| Usage { period, refusal, number };
    let hours = rows.usage(span(1)).await?;
    assert_eq!(hours.len(), 3);
    assert!(hours.contains(&one(71, Some(Refusal::NotLive), 2)) && hours.contains(&one(71, None, 4)));
    let days = rows.usage_of(own.id, span(24)).await?;
    assert_eq!(days.len(), 2);
    assert!(days.contains(&one(2, None, 6)) && days.contains(&one(2, Some(Refusal::NotLive), 2)));
    assert_eq!(tx.within(market.harbour.id).await?.usage_of(own.id, span(24)).await?, []);
    let platform = tx.platform().await?;
    // Four subjects at two hours.
    assert_eq!(platform.forget_usage(49, 5).await?, 5);
    assert_eq!(platform.forget_usage(49, 5).await?, 3);
    assert_eq!(platform.usage(Subject::App(app), Span { from: 0, to: 72, period: 24 }).await?.len(), 2);
    Ok(())
}
