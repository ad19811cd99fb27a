//! What has changed of an app's details, however often it has.

use std::collections::BTreeMap;

use model::app::{App, Detail, DetailChange};
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use store::{Error, Store};

use crate::{
    counts::Numbers,
    harness::{Database, Outcome, at, next, on_both, sqlite},
    marketplace::{draft, market, published},
};

on_both! { changes_there_and_back_are_told_as_one }

async fn app(store: &Store) -> Result<App, Error> {
    let market = market(store).await?;
    published(store, &market, &draft(&market.acme, "Reminders")).await
}

/// What all changes after a revision come to, by detail.
fn together(
    all: &[(u32, DetailChange)],
    since: u32,
    details: &[Detail],
) -> BTreeMap<Detail, (String, String)> {
    let mut told = BTreeMap::new();
    for (_, change) in all.iter().filter(|(revision, _)| *revision > since) {
        if details.contains(&change.detail) {
            let first = told.entry(change.detail).or_insert((change.before.clone(), String::new()));
            first.1.clone_from(&change.after);
        }
    }
    told.retain(|_, (before, after)| before != after);
    told
}

async fn changes_there_and_back_are_told_as_one(database: Database) -> Outcome {
    let store = &database.store;
    let mut app = app(store).await?;
    let mut numbers = Numbers(next());
    let mut now: BTreeMap<Detail, &str> = BTreeMap::new();
    let mut all = Vec::new();
    let mut tx = store.begin().await?;
    for step in 0..300 {
        app.details_revision += 1;
        let mut changes = Vec::new();
        for detail in Detail::ALL {
            let before = now.get(detail).copied().unwrap_or_default();
            let after = *numbers.of(&["", "A", "B"]);
            if before != after && numbers.below(3) == 0 {
                now.insert(*detail, after);
                let (before, after) = (before.to_owned(), after.to_owned());
                changes.push(DetailChange { detail: *detail, before, after, at: at(step) });
            }
        }
        tx.platform().await?.add_detail_changes(&app, &changes).await?;
        all.extend(changes.into_iter().map(|change| (app.details_revision, change)));
    }
    tx.commit_unrecorded().await?;

    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    let some: [&[Detail]; 3] = [Detail::ALL, &[Detail::Name, Detail::Website], &[]];
    for since in [0, 1, 2, 150, 299, 300, 301, 302, u32::MAX] {
        for details in some {
            let (found, statements) = store::counted(platform.detail_changes(app.id, since, details)).await;
            let found = found?;
            let told: BTreeMap<_, _> =
                found.iter().map(|one| (one.detail, (one.before.clone(), one.after.clone()))).collect();
            assert_eq!(told, together(&all, since, details), "{since} {details:?}");
            assert_eq!(told.len(), found.len(), "each once: {found:?}");
            for one in &found {
                let last = all.iter().rfind(|(_, change)| change.detail == one.detail);
                assert_eq!(last.map(|(_, change)| change.at), Some(one.at));
            }
            let asked = !details.is_empty() && since < u32::MAX;
            assert_eq!(statements, u64::from(asked), "{since} {details:?}");
        }
    }
    Ok(())
}

/// What stands between cannot be read, and is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_reads_the_first_and_the_last_change() -> Outcome {
    let database = sqlite().await?;
    let mut app = app(&database.store).await?;
    let mut tx = database.store.begin().await?;
    for step in 1..=50 {
        app.details_revision += 1;
        let (before, after) = (step.to_string(), (step + 1).to_string());
        let change = DetailChange { detail: Detail::Name, before, after, at: at(step) };
        tx.platform().await?.add_detail_changes(&app, &[change]).await?;
    }
    tx.commit_unrecorded().await?;
    let raw = SeaOrm::connect(&database.url).await?;
    let spoil = "UPDATE app_detail_changes SET at = 'never' WHERE revision BETWEEN 3 AND 50";
    assert_eq!(raw.execute_unprepared(spoil).await?.rows_affected(), 48);
    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    let found = platform.detail_changes(app.id, 1, Detail::ALL).await?;
    let told: Vec<_> = found.iter().map(|one| (one.before.as_str(), one.after.as_str(), one.at)).collect();
    assert_eq!(told, [("1", "51", at(50))]);
    let spoilt = platform.detail_changes(app.id, 2, Detail::ALL).await;
    assert!(matches!(spoilt, Err(Error::Corrupt { .. })), "{spoilt:?}");
    Ok(())
}
