use std::time::Duration;

use model::{
    audit::{Actor, AuditAction, AuditChain, AuditEntry, Detail, RecordedAction},
    ids::TenantId,
};
use sea_orm::{ConnectionTrait, Database as SeaOrm, TransactionTrait};
use store::{
    Error, Listing,
    audit::{ChainState, Link, NewAuditEntry},
};

use crate::harness::{Database, Outcome, at, id, insert_tenants, on_both};

on_both! {
    entries_survive_the_round_trip_and_are_linked chains_grow_under_concurrent_writers
    many_entries_are_linked_as_one_by_one crowds_of_entries_and_single_ones_take_turns
    chains_are_taken_in_one_order a_long_chain_is_verified_part_by_part
    a_forged_entry_breaks_the_chain a_truncated_chain_is_broken details_of_all_times_are_read_and_verified
    an_action_that_is_not_known_breaks_no_list
}

pub fn entry(chain: AuditChain, name: &str) -> NewAuditEntry {
    NewAuditEntry {
        id: id!(AuditEntryId),
        chain,
        at: at(1),
        actor: Actor::Person { id: id!(PersonId), name: "Ann".into() },
        from: Some("192.0.2.1".into()),
        action: AuditAction::ConnectionAllowed,
        object: "con_1".into(),
        object_name: name.into(),
        app: Some(id!(AppId)),
        connection: Some(id!(ConnectionId)),
        detail: Some(Detail::Reason { reason: "Not yet.".into() }),
    }
}

async fn append(database: &Database, tenant: TenantId, count: u64) -> Result<Vec<AuditEntry>, Error> {
    let mut tx = database.store.begin().await?;
    let audit = tx.within(tenant).await?.audit();
    let mut entries = Vec::new();
    for number in 0..count {
        entries.push(audit.append(entry(AuditChain::Tenant(tenant), &format!("App {number}"))).await?);
    }
    tx.commit_unrecorded().await?;
    Ok(entries)
}

async fn entries_survive_the_round_trip_and_are_linked(database: Database) -> Outcome {
    let [one, two] = insert_tenants(&database.store).await?;
    let mut written = append(&database, one.id, 3).await?;
    append(&database, two.id, 1).await?;
    assert_eq!(written.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(written[0].hash.len(), 64);
    assert_ne!(written[0].hash, written[1].hash);

    let mut tx = database.store.begin().await?;
    let within = tx.within(one.id).await?.audit();
    let listing = Listing::first(10);
    written.reverse();
    assert_eq!(within.of_chain(AuditChain::Tenant(one.id), &listing).await?.items, written);
    assert_eq!(within.of_chain(AuditChain::Tenant(two.id), &listing).await?.items, []);
    let connection = written[0].connection.ok_or("no connection")?;
    assert_eq!(within.of_connection(connection, &listing).await?.items, [written[0].clone()]);
    let outside = within.append(entry(AuditChain::Tenant(two.id), "Theirs")).await;
    assert!(matches!(outside, Err(Error::OutsideTenant)), "{outside:?}");

    let platform = tx.platform().await?.audit();
    let apps: Vec<_> = written.iter().filter_map(|entry| entry.app).take(2).collect();
    assert_eq!(platform.of_apps(&apps, &listing).await?.items, written[..2]);
    let mut system = entry(AuditChain::Platform, "Platform");
    system.actor = Actor::System;
    let system = platform.append(system).await?;
    assert_eq!(platform.of_chain(AuditChain::Platform, &listing).await?.items, [system]);
    for (chain, entries) in [
        (AuditChain::Tenant(one.id), 3),
        (AuditChain::Platform, 1),
        (AuditChain::Publisher(id!(PublisherId)), 0),
    ] {
        assert_eq!(platform.verify_chain(chain).await?, ChainState::Intact { entries });
    }
    Ok(())
}

async fn chains_grow_under_concurrent_writers(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let database = std::sync::Arc::new(database);
    let writers: Vec<_> = (0..12)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move { append(&database, clinic.id, 2).await })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    let mut tx = database.store.read().await?;
    let state = tx.within(clinic.id).await?.audit().verify_chain(AuditChain::Tenant(clinic.id)).await?;
    assert_eq!(state, ChainState::Intact { entries: 24 });
    Ok(())
}

/// Into chains that have a head and chains that have none, one of them several times, and more than a statement takes.
async fn many_entries_are_linked_as_one_by_one(database: Database) -> Outcome {
    let tenants: [_; 3] = insert_tenants(&database.store).await?;
    append(&database, tenants[0].id, 1).await?;
    let mut entries = Vec::new();
    for number in 0..1_500 {
        for tenant in &tenants {
            entries.push(entry(AuditChain::Tenant(tenant.id), &format!("App {number}")));
        }
    }
    entries.push(entry(AuditChain::Platform, "Platform"));
    let mut tx = database.store.begin().await?;
    let audit = tx.platform().await?.audit();
    audit.append_all(entries.clone()).await?;
    audit.append_all(Vec::new()).await?;
    for (chain, entries) in [
        (AuditChain::Tenant(tenants[0].id), 1_501),
        (AuditChain::Tenant(tenants[1].id), 1_500),
        (AuditChain::Tenant(tenants[2].id), 1_500),
        (AuditChain::Platform, 1),
    ] {
        assert_eq!(audit.verify_chain(chain).await?, ChainState::Intact { entries });
    }
    let newest = audit.of_chain(AuditChain::Tenant(tenants[2].id), &Listing::first(1)).await?.items;
    let last = &entries[4_499];
    assert_eq!(
        (newest[0].id, newest[0].position, &newest[0].object_name),
        (last.id, 1_500, &last.object_name)
    );

    let own = tx.within(tenants[0].id).await?.audit();
    let theirs =
        vec![entry(AuditChain::Tenant(tenants[0].id), ""), entry(AuditChain::Tenant(tenants[1].id), "")];
    assert!(matches!(own.append_all(theirs).await, Err(Error::OutsideTenant)));
    let state = own.verify_chain(AuditChain::Tenant(tenants[0].id)).await?;
    assert_eq!(state, ChainState::Intact { entries: 1_501 });
    Ok(())
}

/// In parts, each in a transaction of its own, while others append; and broken far behind the first part.
async fn a_long_chain_is_verified_part_by_part(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let chain = AuditChain::Tenant(clinic.id);
    let entries = (0..1_200).map(|number| entry(chain, &format!("App {number}"))).collect();
    let mut tx = database.store.begin().await?;
    tx.platform().await?.audit().append_all(entries).await?;
    tx.commit_unrecorded().await?;
    let (mut link, mut parts) = (Link::start(), 0);
    let state = loop {
        let mut tx = database.store.read().await?;
        let (found, sent) =
            store::sent(tx.within(clinic.id).await?.audit().verify_next(chain, &mut link)).await;
        drop(tx);
        assert_eq!(sent.len(), 2, "{sent:?}");
        if let Some(state) = found? {
            break state;
        }
        parts += 1;
        if parts == 1 {
            append(&database, clinic.id, 1).await?;
        }
    };
    assert_eq!((parts, state), (3, ChainState::Intact { entries: 1_201 }));
    tamper(&database, "UPDATE audit_entries SET actor_name = 'Eve' WHERE position = 1100").await?;
    assert_eq!(verified(&database, clinic.id).await?, ChainState::Broken { position: 1_100 });
    Ok(())
}

async fn crowds_of_entries_and_single_ones_take_turns(database: Database) -> Outcome {
    let tenants: [_; 4] = insert_tenants(&database.store).await?;
    let ids = tenants.each_ref().map(|tenant| tenant.id);
    let database = std::sync::Arc::new(database);
    let writers: Vec<_> = (0..10_usize)
        .map(|number| {
            let database = database.clone();
            tokio::spawn(async move {
                if number % 2 == 0 {
                    return append(&database, ids[number % 4], 2).await.map(drop);
                }
                let mut tx = database.store.begin().await?;
                let entries = ids.map(|id| entry(AuditChain::Tenant(id), "Crowd")).into();
                tx.platform().await?.audit().append_all(entries).await?;
                tx.commit_unrecorded().await
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    // Five crowds; 0, 4 and 8 went to the first tenant, 2 and 6 to the third.
    for (id, entries) in ids.into_iter().zip([5 + 6, 5, 5 + 4, 5]) {
        assert_eq!(verified(&database, id).await?, ChainState::Intact { entries });
    }
    Ok(())
}

/// One by one in the order that is everyone's, and all at once in another: neither waits for what the other has.
async fn chains_are_taken_in_one_order(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let (tenant, publisher) = (AuditChain::Tenant(clinic.id), AuditChain::Publisher(id!(PublisherId)));
    let all = || [publisher, tenant, AuditChain::Platform].map(|chain| entry(chain, "At once")).to_vec();
    let at_once = async || {
        let mut tx = database.store.begin().await?;
        tx.platform().await?.audit().append_all(all()).await?;
        tx.commit_unrecorded().await
    };
    at_once().await?;
    let mut tx = database.store.begin().await?;
    tx.platform().await?.audit().append(entry(AuditChain::Platform, "First")).await?;
    let one_by_one = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        for chain in [tenant, publisher] {
            tx.platform().await?.audit().append(entry(chain, "Next")).await?;
        }
        tx.commit_unrecorded().await
    };
    let (at_once, one_by_one) = tokio::join!(at_once(), one_by_one);
    at_once?;
    one_by_one?;
    let mut tx = database.store.read().await?;
    for chain in [AuditChain::Platform, tenant, publisher] {
        let state = tx.platform().await?.audit().verify_chain(chain).await?;
        assert_eq!(state, ChainState::Intact { entries: 3 });
    }
    Ok(())
}

/// Changes the table behind the triggers' back, as someone with the file or the owner's rights could.
async fn tamper(database: &Database, sql: &str) -> Outcome {
    let raw = SeaOrm::connect(&database.url).await?;
    let tx = raw.begin().await?;
    if database.url.starts_with("postgres") {
        tx.execute_unprepared("SELECT set_config('grantry.tenant', '*', true)").await?;
        tx.execute_unprepared("ALTER TABLE audit_entries DISABLE TRIGGER USER").await?;
    } else {
        tx.execute_unprepared("DROP TRIGGER audit_entries_are_never_changed").await?;
        tx.execute_unprepared("DROP TRIGGER audit_entries_are_never_deleted").await?;
    }
    assert_eq!(tx.execute_unprepared(sql).await?.rows_affected(), 1);
    tx.commit().await?;
    Ok(())
}

async fn verified(database: &Database, tenant: TenantId) -> Result<ChainState, Error> {
    let mut tx = database.store.read().await?;
    tx.within(tenant).await?.audit().verify_chain(AuditChain::Tenant(tenant)).await
}

async fn a_forged_entry_breaks_the_chain(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    append(&database, clinic.id, 3).await?;
    assert_eq!(verified(&database, clinic.id).await?, ChainState::Intact { entries: 3 });
    tamper(&database, "UPDATE audit_entries SET actor_name = 'Eve' WHERE position = 2").await?;
    assert_eq!(verified(&database, clinic.id).await?, ChainState::Broken { position: 2 });
    Ok(())
}

async fn a_truncated_chain_is_broken(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    append(&database, clinic.id, 3).await?;
    tamper(&database, "DELETE FROM audit_entries WHERE position = 3").await?;
    assert_eq!(verified(&database, clinic.id).await?, ChainState::Broken { position: 3 });
    Ok(())
}

/// From before details had types, from now, and from a later version.
async fn details_of_all_times_are_read_and_verified(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let said = |words: &str| Some(Detail::Said { words: words.into() });
    let asked = Detail::Reason { reason: "Not yet.".into() };
    let later = r#"{"kind":"of_tomorrow","colour":"red"}"#;
    let all = [
        said("Granted patients.read"),
        Some(Detail::At { organisation: "Clinic".into(), detail: Some(Box::new(asked)) }),
        Some(Detail::Unknown { stored: later.into() }),
        None,
    ];
    let mut tx = database.store.begin().await?;
    let audit = tx.within(clinic.id).await?.audit();
    for detail in all.clone() {
        audit.append(NewAuditEntry { detail, ..entry(AuditChain::Tenant(clinic.id), "App") }).await?;
    }
    let chain = AuditChain::Tenant(clinic.id);
    let read = audit.of_chain(chain, &Listing::first(10)).await?.items;
    assert_eq!(read.into_iter().rev().map(|entry| entry.detail).collect::<Vec<_>>(), all);
    assert_eq!(audit.verify_chain(chain).await?, ChainState::Intact { entries: 4 });
    Ok(())
}

/// What a node of another release has written is in every list, in its own words.
async fn an_action_that_is_not_known_breaks_no_list(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let written = append(&database, clinic.id, 2).await?;
    tamper(&database, "UPDATE audit_entries SET action = 'consent.delegated' WHERE position = 2").await?;
    let mut tx = database.store.read().await?;
    let audit = tx.platform().await?.audit();
    let chain = AuditChain::Tenant(clinic.id);
    let apps: Vec<_> = written.iter().filter_map(|entry| entry.app).collect();
    let connection = written[1].connection.ok_or("no connection")?;
    let unknown = RecordedAction::Unknown("consent.delegated".into());
    let listing = Listing::first(10);
    for read in [
        audit.of_chain(chain, &listing).await?.items,
        audit.of_apps(&apps, &listing).await?.items,
        audit.of_connection(connection, &listing).await?.items,
        audit.after(None, 10).await?,
    ] {
        assert!(read.iter().any(|entry| entry.action == unknown), "{read:?}");
    }
    Ok(())
}
