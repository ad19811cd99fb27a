//! More than the databases take values for in one statement.

use model::{
    connection::PausedBy,
    ids::{ConnectionId, CredentialId, TenantId},
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection, DbErr, Statement};
use store::{
    Records,
    changes::{Change, Recorded},
    refusals::Refused,
};

use crate::{
    harness::{Database, Outcome, at, id, on_both, sqlite},
    marketplace::{allowed, draft, market, published},
};

on_both! { many_changes_are_recorded_in_their_order }

async fn many_changes_are_recorded_in_their_order(database: Database) -> Outcome {
    let tenant: TenantId = id!(TenantId);
    let changes: Vec<_> =
        (0..4_500).map(|_| Change::Connection(tenant, id!(ConnectionId) as ConnectionId)).collect();
    let write = async |changes: Vec<Change>, seconds| {
        database.store.begin().await?.finish(Records::of_changes(changes), at(seconds)).await
    };
    write(vec![Change::Platform], 1).await?;
    let before = database.store.read().await?.platform().await?.end_of_log().await?.sequence();
    write(changes.clone(), 2).await?;
    write(Vec::new(), 3).await?;
    write(vec![Change::Tenant(tenant)], 4).await?;
    let mut tx = database.store.read().await?;
    let recorded = tx.platform().await?.changes_after(before, 9_999).await?;
    let expected = changes.into_iter().chain([Change::Tenant(tenant)]);
    let expected: Vec<_> = (before + 1..).zip(expected).collect();
    let recorded: Vec<_> =
        recorded.into_iter().map(|Recorded { place, change }| (place.sequence(), change)).collect();
    assert_eq!(recorded.len(), 4_501);
    assert!(recorded == expected, "another order, or holes");
    Ok(())
}

/// As many tenants, each with a connection like the one that is there and its credential.
async fn multiply(raw: &DatabaseConnection, many: usize) -> Result<(), DbErr> {
    let tenants = format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {many})
        INSERT INTO tenants (id, name, kind, created_at)
        SELECT randomblob(16), 'One of many', 'live', people.created_at FROM numbers, people"
    );
    let connections =
        "INSERT INTO connections (tenant_id, id, app_id, state, reason, pauses, version, ends_at,
            generation, decided_by, decided_at, created_at, updated_at, revision)
        SELECT tenants.id, randomblob(16), app_id, state, reason, pauses, version, ends_at,
            generation, decided_by, decided_at, connections.created_at, updated_at, connections.revision
        FROM tenants, connections WHERE tenants.name = 'One of many'";
    let scopes = "INSERT INTO connection_scopes (tenant_id, connection_id, name)
        SELECT connections.tenant_id, connections.id, 'patients.read' FROM connections
        JOIN tenants ON tenants.id = tenant_id WHERE tenants.name = 'One of many'";
    let credentials =
        "INSERT INTO credentials (tenant_id, id, connection_id, auth_method, generation, created_by,
            created_at)
        SELECT tenant_id, randomblob(16), id, 'client_secret', 1, decided_by, created_at FROM connections";
    for sql in [&tenants, connections, scopes, credentials] {
        raw.execute_unprepared(sql).await?;
    }
    Ok(())
}

/// SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_takes_an_app_with_more_connections_than_a_statement_takes_values() -> Outcome {
    let database = sqlite().await?;
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let first = allowed(&market.clinic, &app, market.ann.id);
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&first).await?;
    tx.commit_unrecorded().await?;
    multiply(&SeaOrm::connect(&database.url).await?, 33_000).await?;

    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    let connected = platform.connections().lock_connected(app.id).await?;
    assert_eq!(connected.len(), 33_001);
    assert!(connected.is_sorted_by_key(|connection| connection.tenant));
    let with_grant = connected.iter().filter(|connection| connection.granted.len() == 1).count();
    assert_eq!(with_grant, 33_000);
    assert!(connected.contains(&first));
    let paused = connected[32_999].clone().pause(PausedBy::Platform, at(9))?;
    platform.connections().update(&connected[32_999], &paused).await?;
    let changes: Vec<_> = connected.iter().map(Change::from).collect();
    tx.finish(Records::of_changes(changes), at(9)).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    assert_eq!(platform.changes_after(0, 99_999).await?.len(), 33_001);

    // Five values a row: 7,000 rows are more than a statement takes, too.
    let clients = platform.directory_page(None, 7_000).await?;
    let ids: Vec<_> = clients.iter().map(|client| (client.tenant, client.id)).collect();
    let refused = |(tenant, client): &(TenantId, CredentialId)| Refused {
        tenant: *tenant,
        client: *client,
        refused: 2,
        last_at: at(9),
    };
    platform.note_refusals(&ids.iter().map(refused).collect::<Vec<_>>()).await?;
    tx.commit_unrecorded().await?;
    let raw = SeaOrm::connect(&database.url).await?;
    let sql = "SELECT count(*) AS noted FROM refusals WHERE refused = 2";
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await?;
    assert_eq!(row.ok_or("no row")?.try_get::<i64>("", "noted")?, 7_000);
    Ok(())
}
