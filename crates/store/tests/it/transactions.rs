use std::time::Duration;

use sea_orm::{
    ConnectionTrait, Database as SeaOrm, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};
use store::{Error, Records, Settings, Store, changes::Change};
use tokio::time::{sleep, timeout};

use crate::harness::{Database, Outcome, at, insert_people, on_both, person};

on_both! {
    what_is_dropped_is_rolled_back writers_take_turns_and_lose_nothing migrating_twice_changes_nothing
    a_full_pool_is_unavailable
}

async fn what_is_dropped_is_rolled_back(database: Database) -> Outcome {
    let ann = person();
    let mut tx = database.store.begin().await?;
    tx.platform().await?.people().insert(&ann, None).await?;
    drop(tx);
    let mut tx = database.store.begin().await?;
    assert_eq!(tx.platform().await?.people().by_id(ann.id).await?, None);
    tx.platform().await?.people().insert(&ann, None).await?;
    tx.commit_unrecorded().await?;
    let mut tx = database.store.read().await?;
    assert_eq!(tx.platform().await?.people().by_id(ann.id).await?, Some(ann));
    Ok(())
}

async fn writers_take_turns_and_lose_nothing(database: Database) -> Outcome {
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let store = database.store.clone();
            tokio::spawn(async move {
                let mut written = Vec::new();
                for _ in 0..5 {
                    let one = person();
                    let mut tx = store.begin().await?;
                    tx.platform().await?.people().insert(&one, None).await?;
                    tx.commit_unrecorded().await?;
                    written.push(one);
                }
                Ok::<_, Error>(written)
            })
        })
        .collect();
    for writer in writers {
        for one in writer.await?? {
            let mut tx = database.store.read().await?;
            assert_eq!(tx.platform().await?.people().by_id(one.id).await?, Some(one));
        }
    }
    Ok(())
}

async fn migrating_twice_changes_nothing(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    assert!(database.store.is_migrated().await?);
    let other = Store::connect(&Settings::new(&database.url)).await?;
    let (one, two) = tokio::join!(database.store.migrate(), other.migrate());
    one?;
    two?;
    other.ping().await?;
    let mut tx = other.read().await?;
    assert_eq!(tx.platform().await?.people().by_id(ann.id).await?, Some(ann));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reading_transactions_cannot_write() -> Outcome {
    let database = crate::harness::postgres().await?;
    let mut tx = database.store.read().await?;
    let refused = tx.platform().await?.people().insert(&person(), None).await;
    assert!(matches!(&refused, Err(Error::Unavailable(why)) if why.contains("read-only")), "{refused:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_connections_that_die_are_unavailable_and_replaced() -> Outcome {
    let database = crate::harness::postgres().await?;
    let mut tx = database.store.begin().await?;
    let ann = person();
    tx.platform().await?.people().insert(&ann, None).await?;
    let raw = SeaOrm::connect(&database.url).await?;
    raw.execute_unprepared(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await?;
    let refused = tx.platform().await?.people().by_id(ann.id).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(matches!(tx.commit_unrecorded().await, Err(Error::Unavailable(_))));
    let mut tx = database.store.begin().await?;
    assert_eq!(tx.platform().await?.people().by_id(ann.id).await?, None);
    Ok(())
}

const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const GIVEN: &str = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM changes_sequence_seq";

async fn number(tx: &DatabaseTransaction, sql: &str) -> Result<i64, Box<dyn std::error::Error>> {
    let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.ok_or("no row")?.try_get_by_index(0)?)
}

/// The newest number of the log, once someone waits for the lock that this transaction holds.
async fn given_while_one_waits(held: DatabaseTransaction) -> Result<i64, Box<dyn std::error::Error>> {
    while number(&held, WAITING).await? == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    let given = number(&held, GIVEN).await?;
    held.commit().await?;
    Ok(given)
}

/// One that was given before would be below those that others commit first: who follows the log would miss its change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_gives_a_change_its_number_behind_the_lock() -> Outcome {
    let database = crate::harness::postgres().await?;
    let beside = SeaOrm::connect(&database.url).await?;
    for changes in [vec![Change::Platform], vec![Change::Platform; 3]] {
        let held = beside.begin().await?;
        held.execute_unprepared("SELECT pg_advisory_xact_lock(7236829514002)").await?;
        let before = number(&held, GIVEN).await?;
        let write = async { database.store.begin().await?.finish(Records::of_changes(changes), at(1)).await };
        let (written, given) =
            tokio::join!(write, timeout(Duration::from_secs(20), given_while_one_waits(held)));
        written?;
        assert_eq!(given??, before);
    }
    Ok(())
}

async fn a_full_pool_is_unavailable(database: Database) -> Outcome {
    let mut settings = Settings::new(&database.url);
    settings.max_connections = 2;
    settings.patience = Duration::from_millis(300);
    let store = Store::connect(&settings).await?;
    let (_one, two) = (store.begin().await?, store.read().await?);
    let refused = store.begin().await.map(drop);
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    let refused = store.read().await.map(drop);
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    drop(two);
    store.read().await?;
    Ok(())
}
