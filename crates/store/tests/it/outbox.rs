//! What follows a change elsewhere: claimed once, and delivered at least once.

use model::delivery::Receiver;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use store::{
    Records, Store,
    outbox::{Delivery, NewDelivery},
};
use uuid::Uuid;

use crate::{
    harness::{Database, Outcome, at, id, insert_tenants, on_both},
    logos::waiting,
    marketplace::{draft, market},
};

on_both! {
    what_is_rolled_back_is_never_delivered a_delivery_is_claimed_by_one_until_the_claim_ends
    what_is_due_for_longest_comes_first what_failed_comes_again_later what_is_given_up_stays_and_is_not_claimed
    two_claim_different_ones whoever_is_late_changes_nothing_of_anothers_claim
    what_this_release_does_not_know_is_left_alone logos_that_waited_before_are_delivered
    what_is_delivered_in_parts_goes_on_at_its_place
}

const LOGOS: Receiver = Receiver::Logos;

fn new(due: i64) -> NewDelivery {
    let id: model::ids::DeliveryId = id!(DeliveryId);
    NewDelivery { id, receiver: LOGOS, subject: id.uuid(), due: at(due) }
}

async fn put_in(store: &Store, deliveries: Vec<NewDelivery>) -> Result<(), store::Error> {
    store.begin().await?.finish(Records { deliveries, ..Records::default() }, at(0)).await
}

/// Claimed at one time until another.
async fn claim(store: &Store, limit: u64, now: i64, until: i64) -> Result<Vec<Delivery>, store::Error> {
    let mut tx = store.begin().await?;
    let claimed = tx.platform().await?.outbox().claim(LOGOS, limit, at(now), at(until)).await?;
    tx.commit_unrecorded().await?;
    Ok(claimed)
}

fn subjects(claimed: &[Delivery]) -> Vec<Uuid> {
    claimed.iter().map(|delivery| delivery.subject).collect()
}

async fn what_is_rolled_back_is_never_delivered(database: Database) -> Outcome {
    let store = &database.store;
    let twice = new(1);
    assert!(put_in(store, vec![new(1), twice.clone(), twice]).await.is_err());
    assert!(claim(store, 9, 99, 100).await?.is_empty());
    Ok(())
}

async fn a_delivery_is_claimed_by_one_until_the_claim_ends(database: Database) -> Outcome {
    let (store, one) = (&database.store, new(10));
    put_in(store, vec![one.clone()]).await?;
    assert!(claim(store, 9, 9, 40).await?.is_empty(), "it is not due");
    let first = claim(store, 9, 10, 40).await?;
    assert_eq!(first, [Delivery { id: one.id, subject: one.subject, attempts: 1, place: None }]);
    assert!(claim(store, 9, 39, 70).await?.is_empty(), "another node has it");
    // Whoever had claimed it has ended without a word.
    assert_eq!(claim(store, 9, 40, 70).await?, [Delivery { attempts: 2, ..first[0].clone() }]);
    let second = Delivery { attempts: 2, ..first[0].clone() };
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(outbox.done(&second).await?);
    assert!(!outbox.done(&second).await?, "its row is gone");
    assert!(!outbox.is_due(LOGOS, at(99)).await?);
    Ok(())
}

async fn what_is_due_for_longest_comes_first(database: Database) -> Outcome {
    let (store, all) = (&database.store, [30, 10, 20].map(new));
    put_in(store, all.to_vec()).await?;
    let first = claim(store, 2, 50, 90).await?;
    let mut first = subjects(&first);
    first.sort();
    let mut expected = vec![all[1].subject, all[2].subject];
    expected.sort();
    assert_eq!(first, expected);
    assert_eq!(subjects(&claim(store, 2, 50, 90).await?), [all[0].subject]);
    Ok(())
}

async fn what_failed_comes_again_later(database: Database) -> Outcome {
    let (store, one) = (&database.store, new(10));
    put_in(store, vec![one.clone()]).await?;
    let claimed = claim(store, 1, 10, 40).await?;
    let mut tx = store.begin().await?;
    assert!(tx.platform().await?.outbox().put_off(&claimed[0], at(25), "no answer").await?);
    tx.commit_unrecorded().await?;
    assert!(claim(store, 1, 24, 60).await?.is_empty());
    assert_eq!(claim(store, 1, 25, 60).await?.first().map(|delivery| delivery.attempts), Some(2));
    Ok(())
}

async fn what_is_given_up_stays_and_is_not_claimed(database: Database) -> Outcome {
    let (store, one) = (&database.store, new(10));
    put_in(store, vec![one.clone()]).await?;
    let claimed = claim(store, 1, 10, 40).await?;
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(outbox.give_up(&claimed[0], at(41)).await?);
    assert!(!outbox.give_up(&claimed[0], at(42)).await?, "it is given up");
    tx.commit_unrecorded().await?;
    assert!(claim(store, 1, 99, 100).await?.is_empty());
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    let given_up = outbox.given_up(&[LOGOS]).await?;
    assert_eq!((given_up.count, given_up.at), (1, Some(at(41))));
    assert_eq!(outbox.given_up(&[Receiver::Mail]).await?.count, 0);
    assert!(outbox.take_given_up(&[Receiver::Mail], 9).await?.is_empty());
    assert_eq!(outbox.take_given_up(&[LOGOS], 9).await?, [(LOGOS, one.subject)]);
    assert!(!outbox.done(&claimed[0]).await?, "its row is gone");
    Ok(())
}

/// Receiver and attempts of each row.
async fn rows(database: &Database) -> Result<Vec<String>, sea_orm::DbErr> {
    let raw = sea_orm::Database::connect(&database.url).await?;
    let tx = raw.begin().await?;
    if database.url.starts_with("postgres") {
        tx.execute_unprepared("SELECT set_config('grantry.tenant', '*', true)").await?;
    }
    let sql = "SELECT receiver, attempts FROM outbox ORDER BY due";
    let found = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    found.iter().map(line).collect()
}

fn line(row: &sea_orm::QueryResult) -> Result<String, sea_orm::DbErr> {
    let (receiver, attempts): (String, i32) = (row.try_get("", "receiver")?, row.try_get("", "attempts")?);
    Ok(format!("{receiver} {attempts}"))
}

/// The first node's claim has ended, and another node has begun.
async fn whoever_is_late_changes_nothing_of_anothers_claim(database: Database) -> Outcome {
    let (store, one) = (&database.store, new(10));
    put_in(store, vec![one.clone()]).await?;
    let late = claim(store, 1, 10, 40).await?.remove(0);
    let current = claim(store, 1, 40, 70).await?.remove(0);
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(!outbox.put_off(&late, at(45), "no answer").await?);
    assert!(!outbox.give_up(&late, at(45)).await?);
    assert!(!outbox.done(&late).await?);
    tx.commit_unrecorded().await?;
    assert!(claim(store, 1, 69, 99).await?.is_empty(), "it would run twice at the same time");
    let mut tx = store.begin().await?;
    assert!(tx.platform().await?.outbox().done(&current).await?);
    Ok(())
}

/// A node of a later release has put it in.
async fn what_this_release_does_not_know_is_left_alone(database: Database) -> Outcome {
    let (store, [theirs, own]) = (&database.store, [10, 20].map(new));
    put_in(store, vec![theirs, own.clone()]).await?;
    let raw = sea_orm::Database::connect(&database.url).await?;
    let tx = raw.begin().await?;
    if database.url.starts_with("postgres") {
        tx.execute_unprepared("SELECT set_config('grantry.tenant', '*', true)").await?;
    }
    tx.execute_unprepared(
        "UPDATE outbox SET receiver = 'of_tomorrow' WHERE due = (SELECT min(due) FROM outbox)",
    )
    .await?;
    tx.commit().await?;
    raw.close().await?;
    let claimed = claim(store, 9, 50, 90).await?;
    assert_eq!(subjects(&claimed), [own.subject]);
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(outbox.done(&claimed[0]).await?);
    assert!(!outbox.is_due(LOGOS, at(999)).await?);
    tx.commit_unrecorded().await?;
    assert_eq!(rows(&database).await?, ["of_tomorrow 0"]);
    Ok(())
}

/// PostgreSQL skips what another transaction has locked; SQLite lets one write after the other.
async fn two_claim_different_ones(database: Database) -> Outcome {
    put_in(&database.store, (0..40).map(new).collect()).await?;
    let nodes = (0..8).map(|_| {
        let store = database.store.clone();
        tokio::spawn(async move { claim(&store, 5, 50, 90).await })
    });
    let nodes: Vec<_> = nodes.collect();
    let mut claimed = Vec::new();
    for node in nodes {
        claimed.extend(subjects(&node.await??));
    }
    let of_nodes = claimed.len();
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), of_nodes, "one was claimed twice");
    claimed.extend(subjects(&claim(&database.store, 40, 50, 90).await?));
    assert_eq!(claimed.len(), 40);
    Ok(())
}

/// Each part has the claim last longer; whoever claims it next begins behind the last part.
async fn what_is_delivered_in_parts_goes_on_at_its_place(database: Database) -> Outcome {
    let (store, one) = (&database.store, new(10));
    put_in(store, vec![one.clone()]).await?;
    let first = claim(store, 1, 10, 40).await?.remove(0);
    assert_eq!(first.place, None);
    let place: model::ids::DeliveryId = id!(DeliveryId);
    let mut tx = store.begin().await?;
    assert!(tx.platform().await?.outbox().go_on(&first, place.uuid(), at(60)).await?);
    tx.commit_unrecorded().await?;
    assert!(claim(store, 1, 59, 90).await?.is_empty(), "its node goes on");
    let second = claim(store, 1, 60, 90).await?.remove(0);
    assert_eq!((second.attempts, second.place), (2, Some(place.uuid())));
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(!outbox.go_on(&first, one.subject, at(99)).await?, "another node has it");
    assert!(outbox.done(&second).await?);
    Ok(())
}

/// The database as it was before: the table is taken away, and the migration runs again.
async fn logos_that_waited_before_are_delivered(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let (waits, other) = (waiting(draft(&market.acme, "A"), 10), draft(&market.acme, "B"));
    let mut tx = database.store.begin().await?;
    for app in [&waits, &other] {
        tx.platform().await?.apps().insert(app).await?;
    }
    tx.commit_unrecorded().await?;
    let raw = sea_orm::Database::connect(&database.url).await?;
    for sql in [
        "DROP TABLE outbox",
        "DROP INDEX app_detail_changes_logo",
        "CREATE INDEX apps_logo_waiting ON apps (logo_due) WHERE logo_state = 'waiting'",
        "DELETE FROM seaql_migrations WHERE version = 'm20261130_000027_outbox'",
    ] {
        raw.execute_unprepared(sql).await?;
    }
    raw.close().await?;
    database.store.migrate().await?;
    let raw = sea_orm::Database::connect(&database.url).await?;
    let uuid = if database.url.starts_with("postgres") { "uuid" } else { "blob" };
    // A later migration's, which has run.
    raw.execute_unprepared(&format!("ALTER TABLE outbox ADD COLUMN place {uuid}")).await?;
    raw.close().await?;
    assert!(claim(&database.store, 9, 9, 40).await?.is_empty(), "it is not due");
    assert_eq!(subjects(&claim(&database.store, 9, 10, 40).await?), [waits.id.uuid()]);
    Ok(())
}

/// Deliveries of all organisations are in one table: a tenant's transaction puts its own in, and sees none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_lets_a_tenant_put_in_and_not_look() -> Outcome {
    let database = crate::harness::postgres().await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    tx.within(clinic.id).await?;
    let records = Records { deliveries: vec![new(10)], ..Records::default() };
    let (done, sent) = store::sent(tx.finish(records, at(0))).await;
    done?;
    assert!(!sent.iter().any(|sql| sql.contains("set_config")), "{sent:#?}");
    let raw = sea_orm::Database::connect(&database.url).await?;
    let count = |wall: &'static str| count(&raw, wall);
    assert_eq!((count("").await?, count("*").await?), (0, 1));
    Ok(())
}

/// How many deliveries are seen behind this wall.
async fn count(raw: &sea_orm::DatabaseConnection, wall: &str) -> Result<i64, sea_orm::DbErr> {
    let tx = raw.begin().await?;
    tx.execute_unprepared(&format!("SELECT set_config('grantry.tenant', '{wall}', true)")).await?;
    let sql = "SELECT count(*) AS n FROM outbox";
    let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    row.map_or(Ok(-1), |row| row.try_get("", "n"))
}
