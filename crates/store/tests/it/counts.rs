//! Kept counts are what counting finds, whatever happens.

use std::collections::BTreeSet;

use model::{
    connection::{Connection, PausedBy},
    ids::ConnectionId,
    role::TenantRole,
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection};
use store::Listing;

use crate::{
    harness::{Database, Outcome, at, id, insert_people, insert_tenants, next, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! {
    counts_stay_true_through_random_histories owners_are_counted_through_random_histories
}

/// A generator of numbers that are not to be foreseen by the code, the same in each run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A connection that sees the rows of all tenants.
pub async fn past_walls(url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = sea_orm::ConnectOptions::new(url);
    let raw = SeaOrm::connect(options.max_connections(1).to_owned()).await?;
    if raw.get_database_backend() == sea_orm::DbBackend::Postgres {
        raw.execute_unprepared("SET grantry.tenant = '*'").await?;
    }
    Ok(raw)
}

/// Kept and counted numbers, `(decided, connected)` by app or tenant.
pub async fn numbers_of(
    raw: &DatabaseConnection,
    noun: &str,
    from: &str,
) -> Result<BTreeSet<(String, i64, i64)>, sea_orm::DbErr> {
    let backend = raw.get_database_backend();
    let id = if backend == sea_orm::DbBackend::Postgres { "::text" } else { "" };
    let id = if id.is_empty() { format!("hex({noun}_id)") } else { format!("{noun}_id{id}") };
    let sql = match from {
        "kept" => format!("SELECT {id} AS id, decided, connected FROM {noun}_counts WHERE decided > 0"),
        _ => format!(
            "SELECT {id} AS id, COUNT(*) AS decided, SUM(CASE WHEN state IN ('active', 'paused') THEN 1 ELSE 0 END) \
             AS connected FROM connections GROUP BY {noun}_id"
        ),
    };
    let rows = raw.query_all_raw(sea_orm::Statement::from_string(backend, sql)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "decided")?, row.try_get("", "connected")?)))
        .collect()
}

async fn counts_stay_true_through_random_histories(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let tenants = [market.clinic.clone(), market.harbour.clone()];
    let mut apps = Vec::new();
    for name in ["One", "Two", "Three"] {
        apps.push(published(store, &market, &draft(&market.acme, name)).await?);
    }
    let raw = past_walls(&database.url).await?;
    let mut numbers = Numbers(next());
    for step in 0..120 {
        let (tenant, app) = (numbers.of(&tenants).clone(), numbers.of(&apps).clone());
        let mut tx = store.begin().await?;
        let connections = tx.within(tenant.id).await?.connections();
        let ann = market.ann.id;
        match connections.lock_of_app(app.id).await? {
            None if numbers.below(4) == 0 => {
                let id: ConnectionId = id!(ConnectionId);
                let declined = Connection::awaiting(id, tenant.id, app.id, ann, at(step));
                connections.insert(&declined.decline(1, "No".into(), ann, at(step))?).await?;
            }
            None => {
                connections
                    .insert(&Connection { id: id!(ConnectionId), ..allowed(&tenant, &app, ann) })
                    .await?;
            }
            Some(connection) => {
                let before = connection.clone();
                let next = match numbers.below(5) {
                    0 => connection.delete(at(step)),
                    1 => connection.pause(PausedBy::Tenant, at(step)),
                    2 => connection.resume(PausedBy::Tenant, at(step)),
                    3 => connection.reconsider(ann, at(step)),
                    _ => connection.pause(PausedBy::Platform, at(step)),
                };
                if let Ok(mut next) = next {
                    if !next.is_connected() {
                        next.granted.clear();
                    }
                    connections.update(&before, &next).await?;
                }
            }
        }
        // Some changes are not kept; nor may their counts be.
        if numbers.below(5) > 0 {
            tx.commit_unrecorded().await?;
        }
        for noun in ["app", "tenant"] {
            assert_eq!(
                numbers_of(&raw, noun, "kept").await?,
                numbers_of(&raw, noun, "counted").await?,
                "{step}"
            );
        }
    }
    let mut tx = store.read().await?;
    for (app, count) in
        tx.platform().await?.apps().of_publisher(market.acme.id, &Listing::first(9)).await?.items
    {
        assert_eq!(count, tx.platform().await?.apps().count_connections(app.id).await?);
    }
    Ok(())
}

/// Members come and go, and their roles change.
async fn owners_are_counted_through_random_histories(database: Database) -> Outcome {
    let store = &database.store;
    let (people, tenants): ([_; 4], [_; 2]) = (insert_people(store).await?, insert_tenants(store).await?);
    let roles = [TenantRole::Owner, TenantRole::Admin, TenantRole::Viewer];
    let raw = past_walls(&database.url).await?;
    let mut numbers = Numbers(next());
    for step in 0..80 {
        let (tenant, person) = (numbers.of(&tenants).id, numbers.of(&people).id);
        let role = *numbers.of(&roles);
        let mut tx = store.begin().await?;
        let members = tx.platform().await?.tenants();
        match members.role_of(tenant, person).await? {
            None => members.add_member(tenant, person, role, at(step)).await?,
            Some(_) if numbers.below(3) == 0 => members.remove_member(tenant, person).await?,
            Some(_) => members.set_member(tenant, person, role).await?,
        }
        // Some changes are not kept; nor may their counts be.
        if numbers.below(5) > 0 {
            tx.commit_unrecorded().await?;
        }
        let wrong = "SELECT COUNT(*) AS wrong FROM tenants WHERE owners <> (SELECT COUNT(*) FROM tenant_members \
             WHERE tenant_id = tenants.id AND role = 'owner')";
        let wrong = sea_orm::Statement::from_string(raw.get_database_backend(), wrong);
        let row = raw.query_one_raw(wrong).await?.ok_or("no row")?;
        assert_eq!(row.try_get::<i64>("", "wrong")?, 0, "{step}");
    }
    Ok(())
}
