use std::time::Duration;

use sea_orm::{ConnectionTrait, Database as SeaOrm};
use store::{Error, Settings, Store};

use crate::harness::{Database, Outcome, insert_people, on_both, person};

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
