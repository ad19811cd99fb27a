//! How a transaction ends: what it tells of itself, in which order and behind which wall.

use model::{audit::AuditChain, delivery::Receiver, ids::TenantId};
use store::{
    Records, Tx,
    changes::Change,
    made_once::{Claim, KeptAnswer, KeyOf},
    outbox::NewDelivery,
};

use crate::{
    audit::entry,
    harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both},
};

on_both! { records_are_written_in_one_order records_of_others_are_written_too nothing_told_is_nothing_written }

/// The tables that these statements write, in their order, each once where it stands several times in a row.
fn written(sent: &[String]) -> Vec<&'static str> {
    let tables = ["audit_heads", "audit_entries", "outbox", "made_once", "changes"];
    let writes = sent.iter().filter(|sql| sql.starts_with("INSERT") || sql.starts_with("UPDATE"));
    let mut written: Vec<_> = writes
        .filter_map(|sql| tables.into_iter().find(|table| sql.contains(&format!("\"{table}\""))))
        .collect();
    written.dedup();
    written
}

fn walls(sent: &[String]) -> usize {
    sent.iter().filter(|sql| sql.contains("set_config('grantry.tenant'")).count()
}

fn claim(person: model::ids::PersonId, tenant: TenantId) -> Claim {
    let of = KeyOf { person, acts_for: tenant.to_string(), key: "k".into() };
    Claim { of, operation: "apis_create".into(), request_hash: vec![1; 32], at: at(10) }
}

fn records(tenant: TenantId, answer: Option<KeptAnswer>) -> Records {
    let entries = vec![entry(AuditChain::Tenant(tenant), "App"), entry(AuditChain::Tenant(tenant), "App")];
    let deliveries = vec![NewDelivery {
        id: id!(DeliveryId),
        receiver: Receiver::Logos,
        subject: tenant.uuid(),
        due: at(10),
    }];
    let told = Vec::new();
    Records { entries, deliveries, told, answer, changes: vec![Change::Tenant(tenant)] }
}

async fn finished(tx: Tx, records: Records) -> Result<Vec<String>, store::Error> {
    let (done, sent) = store::sent(tx.finish(records, at(11))).await;
    done.map(|()| sent)
}

async fn records_are_written_in_one_order(database: Database) -> Outcome {
    let ([ann], [clinic]) = (insert_people(&database.store).await?, insert_tenants(&database.store).await?);
    let claim = claim(ann.id, clinic.id);
    let mut tx = database.store.begin().await?;
    assert_eq!(tx.within(clinic.id).await?.made_once().claim(&claim, at(0)).await?, None);
    let answer = KeptAnswer { of: claim.of.clone(), answer: "{}".into(), secret_hidden: false };
    let sent = finished(tx, records(clinic.id, Some(answer))).await?;
    let order = ["audit_heads", "audit_entries", "audit_heads", "outbox", "made_once", "changes"];
    assert!(order.ends_with(&written(&sent)) || written(&sent) == order, "{sent:#?}");
    assert!(sent.last().is_some_and(|sql| sql.starts_with("INSERT INTO \"changes\"")), "{sent:#?}");
    assert_eq!(walls(&sent), 0, "all of it is the tenant's own");
    let mut tx = database.store.begin().await?;
    let again = tx.within(clinic.id).await?.made_once().claim(&claim, at(0)).await?;
    assert_eq!(again.map(|made| made.answer).as_deref(), Some("{}"));
    Ok(())
}

async fn records_of_others_are_written_too(database: Database) -> Outcome {
    let [clinic, harbour] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    tx.within(clinic.id).await?;
    let mut records = records(clinic.id, None);
    records.entries.push(entry(AuditChain::Platform, "App"));
    records.changes.push(Change::Tenant(harbour.id));
    let sent = finished(tx, records).await?;
    assert_eq!(walls(&sent), usize::from(database.store.is_shared()), "{sent:#?}");
    let mut tx = database.store.read().await?;
    let changes = tx.platform().await?.changes_after(0, 99).await?;
    let changes: Vec<_> = changes.into_iter().map(|one| one.change).collect();
    assert!(changes.ends_with(&[Change::Tenant(clinic.id), Change::Tenant(harbour.id)]), "{changes:?}");
    Ok(())
}

async fn nothing_told_is_nothing_written(database: Database) -> Outcome {
    let tx = database.store.begin().await?;
    assert_eq!(finished(tx, Records::default()).await?, Vec::<String>::new());
    Ok(())
}

/// Answers of all tenants are in one table: a tenant's transaction reads and writes those for whom it acts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_keys_of_others_out() -> Outcome {
    let database = crate::harness::postgres().await?;
    let ([ann], [clinic, harbour]) =
        (insert_people(&database.store).await?, insert_tenants(&database.store).await?);
    let theirs = claim(ann.id, harbour.id);
    let mut tx = database.store.begin().await?;
    let refused = tx.within(clinic.id).await?.made_once().claim(&theirs, at(0)).await;
    let refused = refused.map_err(|error| error.to_string());
    assert!(refused.is_err_and(|text| text.contains("row-level security")));
    Ok(())
}
