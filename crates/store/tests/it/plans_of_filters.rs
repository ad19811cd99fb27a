//! How the databases look for what a list is filtered by.

use model::{
    audit::{ActionGroup, AuditChain},
    connection::ListedState,
    ids::{AppId, ConnectionId, PersonId},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use store::{Listing, audit::EntryFilter};

use crate::{
    harness::{Outcome, at, id, postgres, sqlite},
    marketplace::{draft, market},
};

/// The steps of a query, as SQLite plans it.
async fn steps(raw: &DatabaseConnection, sql: &str) -> Outcome<Vec<String>> {
    let plan = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
    let plan = raw.query_all_raw(plan).await?;
    Ok(plan.iter().map(|step| step.try_get::<String>("", "detail")).collect::<Result<_, _>>()?)
}

/// In the order of the index, and no row that is not of the chain and of what is asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_a_history_is_filtered_by_with_one_index() -> Outcome {
    let database = sqlite().await?;
    let (app, connections) = (Some(id!(AppId) as AppId), vec![id!(ConnectionId) as ConnectionId]);
    let all = EntryFilter::default();
    let cases = [
        (EntryFilter { action: Some(ActionGroup::People), ..all.clone() }, "audit_entries_of_action", 1),
        (
            EntryFilter { person: Some(id!(PersonId) as PersonId), ..all.clone() },
            "audit_entries_of_person",
            1,
        ),
        (EntryFilter { app, ..all.clone() }, "audit_entries_of_app_in_chain", 1),
        (EntryFilter { app, connections, ..all.clone() }, "audit_entries_of_connection", 2),
        (EntryFilter { from: Some(at(0)), before: Some(at(9)), ..all }, "audit_entries_of_chain", 1),
    ];
    let mut sent = Vec::new();
    for (filter, index, statement) in cases {
        let mut tx = database.store.begin().await?;
        let audit = tx.platform().await?.audit();
        let listing = Listing::first(50);
        let (listed, texts) = store::sent(audit.filtered(AuditChain::Platform, &listing, &filter)).await;
        listed?;
        sent.push((texts.into_iter().nth(statement - 1).ok_or("too few statements")?, index));
    }
    let raw = sea_orm::Database::connect(&database.url).await?;
    for (sql, index) in sent {
        let steps = steps(&raw, &sql).await?;
        let searches: Vec<_> = steps.iter().filter(|step| step.contains("audit_entries")).collect();
        assert!(!searches.is_empty(), "{sql}: {steps:?}");
        for step in searches {
            assert!(step.starts_with("SEARCH") && step.contains(index), "{sql}: {steps:?}");
        }
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}: {steps:?}");
    }
    Ok(())
}

/// A thousandth of the entries is of the chain and of what is asked for.
const ENTRIES: &str = "INSERT INTO audit_entries
    (chain, position, id, at, actor_id, actor_name, action, object, object_name, app_id, hash)
    SELECT CASE WHEN n % 10 = 0 THEN 'platform' ELSE 'another' END, n, pg_temp.made_id(n), now(),
        pg_temp.made_id(n / 10 % 11), 'Ann', 'noun.verb' || n / 10 % 13, '', '', pg_temp.made_id(n / 10 % 7), ''
    FROM generate_series(1, 20000) AS n";

/// The same queries as PostgreSQL plans them, which has to know how many rows there are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_what_a_history_is_filtered_by_with_one_index() -> Outcome {
    let database = postgres().await?;
    let raw = sea_orm::Database::connect(&database.url).await?;
    let tx = raw.begin().await?;
    for sql in [
        "SELECT set_config('grantry.tenant', '*', true)",
        "CREATE FUNCTION pg_temp.made_id(n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
            $$ SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$",
        ENTRIES,
        "ANALYZE audit_entries",
    ] {
        tx.execute_unprepared(sql).await?;
    }
    let id = |number: u32| format!("'018f0000-0000-7000-8000-{number:012x}'");
    for (condition, index) in [
        (format!("actor_id = {}", id(3)), "audit_entries_of_person"),
        (format!("app_id = {}", id(3)), "audit_entries_of_app_in_chain"),
        ("action = 'noun.verb3'".to_owned(), "audit_entries_of_action"),
        (format!("id >= {}", id(9_000)), "audit_entries_of_chain"),
    ] {
        let sql = format!(
            "EXPLAIN SELECT id, object FROM audit_entries WHERE chain = 'platform' AND {condition} \
             AND id < {} ORDER BY id DESC LIMIT 51",
            id(15_000)
        );
        let plan = tx.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        let plan: Vec<String> = plan.iter().map(|step| step.try_get_by_index(0)).collect::<Result<_, _>>()?;
        let plan = plan.join("\n");
        let by_index = [format!("using {index} on"), format!("Bitmap Index Scan on {index} ")];
        let is_found = by_index.iter().any(|way| plan.contains(way));
        assert!(is_found && !plan.contains("Seq Scan"), "{condition}:\n{plan}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_an_apps_connections_by_their_state() -> Outcome {
    let database = sqlite().await?;
    let market = market(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.apps().insert(&draft(&market.acme, "A")).await?;
    let (connections, listing) = (platform.connections(), Listing::first(50));
    let living = Some(ListedState::Living);
    let (listed, sent) = store::sent(connections.of_publisher(market.acme.id, &listing, living)).await;
    listed?;
    drop(tx);
    let raw = sea_orm::Database::connect(&database.url).await?;
    let by_state: Vec<_> = sent.iter().filter(|sql| sql.contains("AND state = $")).collect();
    assert_eq!(by_state.len(), 3, "{sent:?}");
    for sql in by_state {
        let steps = steps(&raw, sql).await?;
        assert!(steps.iter().any(|step| step.contains("connections_of_app_in_state")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }
    Ok(())
}
