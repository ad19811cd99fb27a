//! Who stopped what, also where that was before the store kept it.

use model::{
    app::{App, AppState},
    audit::{Actor, AuditAction, AuditChain, Detail},
    connection::{Connection, PausedBy},
    ids::{AppId, ConnectionId},
    person::Person,
};
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use store::{
    audit::NewAuditEntry,
    stops::{Stop, Suspension},
};

use crate::{
    harness::{Database, Outcome, at, id, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! { stops_are_kept_and_lifted what_was_stopped_before_is_read_from_the_history }

async fn stops_are_kept_and_lifted(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let stop = |by, reason: Option<&str>| Stop {
        by,
        at: at(5),
        person: Some(market.ann.id),
        reason: reason.map(str::to_owned),
    };
    let mut tx = database.store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    rows.connections().insert(&connection).await?;
    rows.stops().put(connection.id, stop(PausedBy::Tenant, Some("first"))).await?;
    rows.stops().put(connection.id, stop(PausedBy::Tenant, None)).await?;
    rows.stops().put(connection.id, stop(PausedBy::Developer, Some("theirs"))).await?;
    let kept = rows.stops().of(&[connection.id]).await?.remove(&connection.id).ok_or("none")?;
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&stop(PausedBy::Tenant, None)), "the newer one stands in the place of the older");
    let others = tx.within(market.harbour.id).await?.stops().of(&[connection.id]).await?;
    assert!(others.is_empty(), "another tenant's");
    let rows = tx.within(market.clinic.id).await?;
    rows.stops().lift(connection.id, PausedBy::Tenant).await?;
    assert_eq!(tx.platform().await?.stops_of(&[connection.id]).await?[&connection.id].len(), 1);
    tx.platform().await?.stops(market.harbour.id).lift_all(connection.id).await?;
    assert_eq!(tx.platform().await?.stops_of(&[connection.id]).await?.len(), 1, "another tenant's");
    tx.platform().await?.stops(market.clinic.id).lift_all(connection.id).await?;
    assert!(tx.platform().await?.stops_of(&[connection.id]).await?.is_empty());

    let suspensions = tx.platform().await?.suspensions();
    let held = |reason: &str| Suspension { at: at(6), person: None, reason: reason.into() };
    suspensions.put(app.id, held("once")).await?;
    suspensions.put(app.id, held("twice")).await?;
    assert_eq!(suspensions.of(&[app.id]).await?.get(&app.id), Some(&held("twice")));
    suspensions.lift(app.id).await?;
    assert!(suspensions.of(&[app.id]).await?.is_empty());
    Ok(())
}

fn entry(
    chain: AuditChain,
    by: &Person,
    action: AuditAction,
    (app, connection): (Option<AppId>, Option<ConnectionId>),
    (seconds, detail): (i64, Option<&str>),
) -> NewAuditEntry {
    NewAuditEntry {
        id: id!(AuditEntryId),
        chain,
        at: at(seconds),
        actor: Actor::Person { id: by.id, name: by.name.clone() },
        from: None,
        action,
        object: "x".into(),
        object_name: "Reminders".into(),
        app,
        connection,
        detail: detail.map(|words| Detail::Said { words: words.to_owned() }),
    }
}

/// The database as it was before: the tables are taken away, and the migration runs again.
async fn what_was_stopped_before_is_read_from_the_history(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let both = allowed(&market.clinic, &app, market.ann.id);
    let both = both.pause(PausedBy::Tenant, at(4))?.pause(PausedBy::Developer, at(5))?;
    let unknown: Connection = allowed(&market.harbour, &app, market.ann.id).pause(PausedBy::Tenant, at(4))?;
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&both).await?;
    tx.within(market.harbour.id).await?.connections().insert(&unknown).await?;
    let suspended = App { state: AppState::Suspended, ..app.clone() };
    tx.platform().await?.apps().update(&suspended).await?;
    let (clinic, acme) = (AuditChain::Tenant(market.clinic.id), AuditChain::Publisher(market.acme.id));
    let (own, others) = ((Some(app.id), Some(both.id)), (None, Some(both.id)));
    let (paused, ann) = (AuditAction::ConnectionPaused, &market.ann);
    let held = |time, reason| {
        entry(
            AuditChain::Platform,
            ann,
            AuditAction::AppSuspended,
            (Some(app.id), None),
            (time, Some(reason)),
        )
    };
    let entries = [
        held(1, "before"),
        held(7, "spam"),
        entry(clinic, ann, paused, own, (2, None)),
        entry(clinic, ann, paused, own, (4, None)),
        entry(clinic, ann, paused, others, (6, Some("By the app's developer"))),
        entry(acme, ann, paused, own, (5, None)),
    ];
    for entry in entries {
        tx.platform().await?.audit().append(entry).await?;
    }
    tx.commit_unrecorded().await?;
    let raw = SeaOrm::connect(&database.url).await?;
    for sql in [
        "DROP TABLE connection_stops",
        "DROP TABLE app_suspensions",
        "DELETE FROM seaql_migrations WHERE version = 'm20261129_000021_stops'",
    ] {
        raw.execute_unprepared(sql).await?;
    }
    raw.close().await?;
    database.store.migrate().await?;

    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    let found = platform.stops_of(&[both.id, unknown.id]).await?;
    let mut kept: Vec<_> = found[&both.id].iter().map(|stop| (stop.by, stop.at, stop.person)).collect();
    kept.sort();
    let ann = Some(market.ann.id);
    assert_eq!(kept, [(PausedBy::Tenant, at(4), ann), (PausedBy::Developer, at(5), ann)]);
    assert!(!found.contains_key(&unknown.id), "its history does not tell");
    let held = &platform.suspensions().of(&[app.id]).await?[&app.id];
    assert_eq!((held.at, held.reason.as_str(), held.person), (at(7), "spam", ann));
    Ok(())
}
