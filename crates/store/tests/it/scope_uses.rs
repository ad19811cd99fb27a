//! Uses of scopes, by the day.

use std::{collections::HashMap, time::Duration};

use model::{
    credential::CredentialOwner,
    ids::TenantId,
    scope::{ScopeName, ScopeSet},
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection, DbBackend, Statement};
use store::{
    Tx,
    scope_uses::{Counted, ScopeUse, Uses},
};
use tokio::time::{sleep, timeout};

use crate::{
    connections::credential,
    harness::{Database, Outcome, at, id, on_both},
    marketplace::market,
};

on_both! { each_scope_keeps_its_last_day }

async fn each_scope_keeps_its_last_day(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let (clinic, harbour) = (market.clinic.id, market.harbour.id);
    let scopes = ScopeSet::from(["patients.read".parse()?, "claims.read".parse()?]);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: scopes.clone() };
    let own = credential(&market.clinic, owner, market.ann.id);
    let used = |tenant: TenantId, scope: Option<&str>, day| -> Outcome<ScopeUse> {
        Ok(ScopeUse {
            tenant,
            client: own.id,
            scope: scope.map(str::parse::<ScopeName>).transpose()?,
            on: at(day),
        })
    };
    let mut tx = database.store.begin().await?;
    let rows = tx.within(clinic).await?;
    rows.credentials().insert(&own).await?;
    rows.scope_uses().count(own.id, &scopes, at(1)).await?;
    let platform = tx.platform().await?;
    platform.scopes_used(&[]).await?;
    platform.scopes_used(&[used(clinic, Some("patients.read"), 7)?, used(clinic, None, 5)?]).await?;
    let earlier = used(clinic, Some("patients.read"), 6)?;
    let unknown = used(clinic, Some("never.granted"), 9)?;
    platform.scopes_used(&[earlier, unknown, used(harbour, Some("claims.read"), 9)?]).await?;

    let counted = |since, last: Option<i64>| Counted { since: at(since), last_used_on: last.map(at) };
    let uses = |read: Counted, claims: Counted| -> Outcome<Uses> {
        let of_scopes =
            HashMap::from([("patients.read".parse::<ScopeName>()?, read), ("claims.read".parse()?, claims)]);
        Ok(Uses { of_scopes, none_named_on: Some(at(5)) })
    };
    let rows = tx.within(clinic).await?;
    let found = rows.scope_uses().of(&[own.id]).await?;
    assert_eq!(found.get(&own.id), Some(&uses(counted(1, Some(7)), counted(1, None))?));

    // Granted again, it is counted from the beginning; what was asked for without a name stays known.
    rows.scope_uses().count(own.id, &ScopeSet::from(["patients.read".parse()?]), at(8)).await?;
    let found = rows.scope_uses().of(&[own.id]).await?;
    assert_eq!(found.get(&own.id), Some(&uses(counted(8, None), counted(1, None))?));
    assert!(tx.within(harbour).await?.scope_uses().of(&[own.id]).await?.is_empty(), "another tenant's");
    let rows = tx.within(clinic).await?;
    rows.scope_uses().delete_of(own.id).await?;
    assert_eq!(rows.scope_uses().of(&[own.id, id!(CredentialId)]).await?, HashMap::new());
    Ok(())
}

const WAITING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Uses another scope, once someone waits for what this transaction has written.
async fn use_while_one_waits(mut tx: Tx, beside: &DatabaseConnection, used: ScopeUse) -> Outcome {
    loop {
        let found = beside.query_one_raw(Statement::from_string(DbBackend::Postgres, WAITING)).await?;
        if found.ok_or("no row")?.try_get_by_index::<i64>(0)? > 0 {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    tx.platform().await?.scopes_used(&[used]).await?;
    Ok(tx.commit_unrecorded().await?)
}

/// Whoever grants scopes and a node that writes their uses lock the same rows in the same order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_a_grant_and_uses_take_turns() -> Outcome {
    let database = crate::harness::postgres().await?;
    let (store, market) = (&database.store, market(&database.store).await?);
    let clinic = market.clinic.id;
    let scopes = ScopeSet::from(["claims.read".parse()?]);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: scopes.clone() };
    let own = credential(&market.clinic, owner, market.ann.id);
    let used = |scope| ScopeUse { tenant: clinic, client: own.id, scope, on: at(7) };
    let count = async |seconds| -> Result<(), store::Error> {
        let mut tx = store.begin().await?;
        tx.within(clinic).await?.scope_uses().count(own.id, &scopes, at(seconds)).await?;
        tx.commit_unrecorded().await
    };
    let mut tx = store.begin().await?;
    tx.within(clinic).await?.credentials().insert(&own).await?;
    tx.commit_unrecorded().await?;
    count(1).await?;

    let beside = SeaOrm::connect(&database.url).await?;
    let mut tx = store.begin().await?;
    tx.platform().await?.scopes_used(&[used(None)]).await?;
    let named = used(Some("claims.read".parse()?));
    let using = timeout(Duration::from_secs(20), use_while_one_waits(tx, &beside, named));
    let (granted, written) = tokio::join!(count(8), using);
    granted?;
    written?
}
