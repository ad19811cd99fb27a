//! How the databases look for rows.

use model::{app::App, scope::ScopeSet};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use store::{Listing, needs::NeedTimes};

use crate::{
    counts::past_walls,
    harness::{Database, Outcome, at, insert_tenants, on_both, postgres, sqlite},
    marketplace::{allowed, draft, market, published, version},
};

on_both! {
    what_publishing_would_do_is_counted_from_the_apps_own_rows
    a_roll_out_is_counted_from_the_apps_own_rows
    tenants_without_an_owner_are_found_by_their_index
}

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
    let (listed, sent) = store::sent(connections.of_publisher(market.acme.id, &listing, None)).await;
    listed?;
    let sql =
        sent.iter().find(|sql| sql.contains("UNION ALL")).ok_or("the apps are not asked about at once")?;
    let (owners, limited) = ("WHERE app_id = ", "ORDER BY id DESC LIMIT 51) AS newest");
    assert_eq!((sql.matches(owners).count(), sql.matches(limited).count()), (2, 2), "{sql}");
    Ok(())
}

/// The index of tenants without an owner.
const WITHOUT_OWNER: &str = "tenants_without_owner";
/// Connections with an app that no one asks about.
const MANY: usize = 20_000;
/// Of which a roll-out and what publishing would do read no more than the app's: tables, and their names in the statements.
const OF_CONNECTIONS: [&str; 8] =
    ["connections", "c", "connection_scopes", "s", "scope_answers", "a", "update_reviews", "u"];

/// An app that one tenant has connected, beside another one that very many have, whose rows of all kinds are there. Each of
/// their tenants has an owner.
async fn crowded(database: &Database) -> Outcome<App> {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let crowd = published(&database.store, &market, &draft(&market.acme, "Crowd")).await?;
    let mut tx = database.store.begin().await?;
    tx.platform().await?.app_versions().insert(&version(&app, 2, market.ann.id)).await?;
    for app in [&app, &crowd] {
        let connection = allowed(&market.clinic, app, market.ann.id);
        tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
        tx.platform().await?.targets().insert(app.id, market.clinic.id, market.ann.id, at(1)).await?;
    }
    tx.commit_unrecorded().await?;
    let raw = past_walls(&database.url).await?;
    multiply(&raw, &crowd).await?;
    raw.execute_unprepared("ANALYZE").await?;
    raw.close().await?;
    Ok(app)
}

/// An id in SQL.
fn literal(backend: DbBackend, id: uuid::Uuid) -> String {
    match backend {
        DbBackend::Postgres => format!("'{id}'"),
        _ => format!("x'{}'", id.simple()),
    }
}

async fn multiply(raw: &DatabaseConnection, crowd: &App) -> Result<(), DbErr> {
    let backend = raw.get_database_backend();
    let crowd = literal(backend, crowd.id.uuid());
    let is_postgres = backend == DbBackend::Postgres;
    let id = if is_postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    let tenants = format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {MANY}) \
         INSERT INTO tenants (id, name, kind, created_at) \
         SELECT {id}, 'One of many', 'live', people.created_at FROM numbers CROSS JOIN people"
    );
    let owners = "INSERT INTO tenant_members (tenant_id, person_id, role, since) SELECT tenants.id, people.id, \
         'owner', people.created_at FROM tenants CROSS JOIN people WHERE tenants.name = 'One of many'";
    let connections = format!(
        "INSERT INTO connections (tenant_id, id, app_id, state, reason, pauses, version, ends_at, generation, \
         decided_by, decided_at, created_at, updated_at, revision) SELECT tenants.id, {id}, app_id, state, reason, \
         pauses, version, ends_at, generation, decided_by, decided_at, connections.created_at, updated_at, \
         connections.revision FROM tenants CROSS JOIN connections WHERE tenants.name = 'One of many' AND app_id = {crowd}"
    );
    let of_crowd = format!(
        "FROM connections WHERE app_id = {crowd} AND tenant_id IN \
         (SELECT id FROM tenants WHERE name = 'One of many')"
    );
    let scopes = format!(
        "INSERT INTO connection_scopes (tenant_id, connection_id, name) \
         SELECT tenant_id, id, 'patients.read' {of_crowd}"
    );
    let answers = format!(
        "INSERT INTO scope_answers (tenant_id, connection_id, name, answer, version, answered_by, \
         answered_at) SELECT tenant_id, id, 'patients.change', 'never', 2, decided_by, created_at {of_crowd}"
    );
    let reviews = format!(
        "INSERT INTO update_reviews (tenant_id, connection_id, seen_version) \
         SELECT tenant_id, id, 2 {of_crowd}"
    );
    let targets = format!(
        "INSERT INTO targets (app_id, tenant_id, created_by, created_at) \
         SELECT app_id, tenant_id, decided_by, created_at {of_crowd}"
    );
    // Counting each connection of one app takes long, and no one here asks for the number.
    let uncounted = "ALTER TABLE connections DISABLE TRIGGER connections_counted".to_owned();
    let all = [tenants, owners.to_owned(), connections, scopes, answers, reviews, targets];
    for sql in is_postgres.then_some(uncounted).into_iter().chain(all) {
        raw.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// The steps of a statement's plan. Its values: the app, and a number.
async fn plan(raw: &DatabaseConnection, sql: &str, app: &App) -> Outcome<Vec<String>> {
    let backend = raw.get_database_backend();
    let sql = sql.replace("$1", &literal(backend, app.id.uuid())).replace("$2", "2");
    let (explain, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let steps = raw.query_all_raw(Statement::from_string(backend, format!("{explain} {sql}"))).await?;
    Ok(steps.iter().map(|step| step.try_get::<String>("", column)).collect::<Result<_, _>>()?)
}

/// The first name in a plan's step behind these words.
fn named<'a>(step: &'a str, words: &str) -> Option<&'a str> {
    step.split_once(words)?.1.split_whitespace().next()
}

/// The plan of the statement with these words. It reads none of these tables whole, but for an index that has few rows.
async fn finds_its_rows(
    database: &Database,
    app: &App,
    sent: &[String],
    words: &str,
    tables: &[&str],
) -> Outcome<Vec<String>> {
    let sql = sent.iter().find(|sql| sql.contains(words)).ok_or_else(|| format!("{words}: {sent:?}"))?;
    let raw = past_walls(&database.url).await?;
    let steps = plan(&raw, sql, app).await?;
    raw.close().await?;
    for step in &steps {
        let whole = named(step, "Seq Scan on ").or_else(|| named(step, "SCAN "));
        let reads_table = whole.is_some_and(|table| tables.contains(&table)) && !step.contains(WITHOUT_OWNER);
        let reads_all = reads_table || step.contains("hashed SubPlan") || step.contains("AUTOMATIC");
        assert!(!reads_all, "{sql}\n{}", steps.join("\n"));
    }
    Ok(steps)
}

async fn what_publishing_would_do_is_counted_from_the_apps_own_rows(database: Database) -> Outcome {
    let app = crowded(&database).await?;
    let names: ScopeSet =
        ["patients.read", "patients.change"].map(|name| name.parse().expect("a name")).into();
    let mut tx = database.store.read().await?;
    let connections = tx.platform().await?.connections();
    let (counts, sent) = store::sent(connections.publishing_counts(app.id, &names)).await;
    drop(tx);
    let counts = counts?;
    assert_eq!(counts.by_version.into_iter().collect::<Vec<_>>(), [(1, 1)]);
    assert_eq!((counts.holding.values().sum::<u32>(), counts.undecided.len()), (2, 0));
    finds_its_rows(&database, &app, &sent, "string_agg", &OF_CONNECTIONS).await?;
    Ok(())
}

async fn a_roll_out_is_counted_from_the_apps_own_rows(database: Database) -> Outcome {
    let app = crowded(&database).await?;
    let mut tx = database.store.read().await?;
    let roll_out = tx.platform().await?.roll_out(app.id, 2);
    let (counts, sent) = store::sent(roll_out.counts()).await;
    let (listed, of_list) = store::sent(roll_out.list(None, &Listing::first(9))).await;
    drop(tx);
    assert_eq!((counts?.into_values().collect::<Vec<_>>(), listed?.items.len()), (vec![1], 1));
    finds_its_rows(&database, &app, &sent, "GROUP BY t.roll_out", &OF_CONNECTIONS).await?;
    finds_its_rows(&database, &app, &of_list, "ORDER BY t.id DESC", &OF_CONNECTIONS).await?;
    Ok(())
}

async fn tenants_without_an_owner_are_found_by_their_index(database: Database) -> Outcome {
    let app = crowded(&database).await?;
    let times = NeedTimes { now: at(5), soon: at(6), unused: at(0), declined: at(0), refused: at(0) };
    let mut tx = database.store.read().await?;
    let (needs, sent) = store::sent(tx.platform().await?.needs(times)).await;
    drop(tx);
    // The market's two live tenants have none.
    assert_eq!(needs?.counts, [(model::need::NeedKind::TenantWithoutOwner, 2)]);
    let steps =
        finds_its_rows(&database, &app, &sent, "t.owners = 0", &["tenants", "t", "tenant_members"]).await?;
    assert!(steps.iter().any(|step| step.contains(WITHOUT_OWNER)), "{steps:?}");
    Ok(())
}
