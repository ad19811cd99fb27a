//! How the databases look for rows.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Listing;

use crate::{
    harness::{Outcome, insert_tenants, postgres, sqlite},
    marketplace::{draft, market},
};

/// Few tenants are sandboxes, which SQLite must know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_sandboxes_by_their_index() -> Outcome {
    let database = sqlite().await?;
    market(&database.store).await?;
    Box::pin(insert_tenants::<200>(&database.store)).await?;
    let raw = sea_orm::Database::connect(&database.url).await?;
    raw.execute_unprepared("ANALYZE").await?;
    let select = "EXPLAIN QUERY PLAN SELECT id FROM tenants WHERE sandbox_of IN (x'01', x'02')";
    let plan = raw.query_all_raw(Statement::from_string(DbBackend::Sqlite, select)).await?;
    let steps =
        plan.iter().map(|step| step.try_get::<String>("", "detail")).collect::<Result<Vec<_>, _>>()?;
    assert!(steps.iter().any(|step| step.contains("tenants_sandbox_of")), "{steps:?}");
    Ok(())
}

/// PostgreSQL takes the wall to let few rows through, and would read all of an owner's to find the newest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reads_no_more_of_an_owner_than_is_listed() -> Outcome {
    let database = postgres().await?;
    let market = market(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    for name in ["A", "B"] {
        platform.apps().insert(&draft(&market.acme, name)).await?;
    }
    let (connections, listing) = (platform.connections(), Listing::first(50));
    let (listed, sent) = store::sent(connections.of_publisher(market.acme.id, &listing)).await;
    listed?;
    let sql =
        sent.iter().find(|sql| sql.contains("UNION ALL")).ok_or("the apps are not asked about at once")?;
    let (owners, limited) = ("WHERE app_id = ", "ORDER BY id DESC LIMIT 51) AS newest");
    assert_eq!((sql.matches(owners).count(), sql.matches(limited).count()), (2, 2), "{sql}");
    Ok(())
}
