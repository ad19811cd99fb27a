//! A value that the program never writes is a typed error.

use sea_orm::{ConnectionTrait, Database as SeaOrm};
use store::Error;

use crate::harness::{Database, Outcome, insert_people, insert_tenants, on_both};

on_both! { a_broken_word_names_its_column }

async fn a_broken_word_names_its_column(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    SeaOrm::connect(&database.url).await?.execute_unprepared("UPDATE people SET email = 'broken'").await?;
    let mut tx = database.store.read().await?;
    match tx.platform().await?.people().by_id(ann.id).await {
        Err(Error::Corrupt { table: "people", column, .. }) => assert_eq!(column, "email"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_times_and_ids_that_are_none() -> Outcome {
    let database = crate::harness::sqlite().await?;
    let [ann] = insert_people(&database.store).await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let raw = SeaOrm::connect(&database.url).await?;
    raw.execute_unprepared("UPDATE people SET created_at = 'yesterday'").await?;
    raw.execute_unprepared("UPDATE tenants SET id = x'0102'").await?;
    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    for result in [
        platform.people().by_id(ann.id).await.map(drop),
        platform.tenants().list(&store::Listing::first(1)).await.map(drop),
    ] {
        assert!(matches!(result, Err(Error::Corrupt { .. })), "{result:?}");
    }
    assert_eq!(platform.tenants().get(clinic.id).await?, None);
    let refused = raw.execute_unprepared("UPDATE people SET operator = 'maybe'").await;
    assert!(refused.is_err_and(|error| error.to_string().contains("cannot store TEXT")));
    Ok(())
}
