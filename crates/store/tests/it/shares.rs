//! What one share of the connections uses up, the others still have.

use std::time::Duration;

use store::{Error, Settings, Share, Store};

use crate::harness::{Database, Outcome, at, id, on_both};

on_both! {
    portals_that_use_all_they_have_stop_neither_follower_nor_tokens
    waiting_readers_stop_no_one_else
    a_token_waits_for_two_writers_at_most
}

async fn impatient(database: &Database) -> Result<Store, Error> {
    Store::connect(&Settings { patience: Duration::from_millis(500), ..Settings::new(&database.url) }).await
}

async fn use_once(store: &Store) -> Outcome {
    let mut tx = store.share(Share::Tokens).begin().await?;
    assert!(tx.platform().await?.use_assertion(id!(CredentialId), b"hash", at(60)).await?);
    Ok(tx.commit_unrecorded().await?)
}

async fn portals_that_use_all_they_have_stop_neither_follower_nor_tokens(database: Database) -> Outcome {
    let portals = impatient(&database).await?;
    let mut held = Vec::new();
    let refused = loop {
        match portals.read().await {
            Ok(mut tx) => {
                tx.platform().await?.end_of_log().await?;
                held.push(tx);
            }
            Err(refused) => break refused,
        }
        assert!(held.len() < 100, "the portals' connections have no bound");
    };
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
    assert!(held.len() < Settings::new("").max_connections as usize, "the portals took all");
    let follower = portals.share(Share::Follower);
    follower.read().await?.platform().await?.end_of_log().await?;
    follower.ping().await?;
    use_once(&portals).await?;
    // A clone is of the same share, and the share of a share is that of the whole.
    assert!(portals.clone().read().await.is_err() && follower.share(Share::Portals).read().await.is_err());
    drop(held.pop());
    portals.read().await?;
    Ok(())
}

/// Whoever waits for a connection stands in the queue of its own share.
async fn waiting_readers_stop_no_one_else(database: Database) -> Outcome {
    let portals = Store::connect(&Settings::new(&database.url)).await?;
    let crowd: Vec<_> = (0..200)
        .map(|_| {
            let store = portals.clone();
            tokio::spawn(async move {
                let tx = store.read().await;
                tokio::time::sleep(Duration::from_secs(30)).await;
                drop(tx);
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..20 {
        portals.share(Share::Follower).read().await?.platform().await?.end_of_log().await?;
        use_once(&portals).await?;
    }
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// SQLite's writers queue; on PostgreSQL no one waits for another's transaction.
async fn a_token_waits_for_two_writers_at_most(database: Database) -> Outcome {
    const HELD: Duration = Duration::from_millis(400);
    let portals = Store::connect(&Settings::new(&database.url)).await?;
    let writers: Vec<_> = (0..6)
        .map(|_| {
            let store = portals.clone();
            tokio::spawn(async move {
                let tx = store.begin().await;
                tokio::time::sleep(HELD).await;
                drop(tx);
            })
        })
        .collect();
    tokio::time::sleep(HELD / 2).await;
    use_once(&portals).await?;
    let waiting = writers.iter().filter(|writer| !writer.is_finished()).count();
    let others = if database.store.is_shared() { 0 } else { 3 };
    assert!(waiting >= others, "{} writers came first", 6 - waiting);
    for writer in writers {
        writer.await?;
    }
    Ok(())
}
