//! What admins answered about newer versions, and drafts of versions.

use chrono::TimeDelta;
use model::{
    app::VersionDraft,
    update::{Answer, RollOutState, ScopeAnswer},
};
use store::{Error, Listing};

use crate::{
    harness::{Database, Outcome, at, on_both},
    marketplace::{allowed, draft, market, published, version},
};

on_both! { answers_are_a_tenants_own_and_the_last_one_counts a_draft_is_saved_by_one_at_a_time }

async fn answers_are_a_tenants_own_and_the_last_one_counts(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let answer = |answer, version| ScopeAnswer {
        name: "patients.change".parse().expect("a scope name"),
        answer,
        version,
        by: market.ann.id,
        at: at(5),
    };
    let mut tx = database.store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    rows.connections().insert(&connection).await?;
    rows.updates().answer(connection.id, &[]).await?;
    rows.updates().answer(connection.id, &[answer(Answer::NotNow, 1)]).await?;
    rows.updates().answer(connection.id, &[answer(Answer::Never, 2)]).await?;
    assert_eq!(rows.updates().answers(connection.id).await?, [answer(Answer::Never, 2)]);
    rows.updates().see(connection.id, 2, at(6)).await?;
    rows.updates().see(connection.id, 2, at(9)).await?;
    rows.updates().see(connection.id, 1, at(9)).await?;
    let others = tx.within(market.harbour.id).await?.updates().answers(connection.id).await?;
    assert_eq!(others, [], "another tenant's");

    tx.platform().await?.app_versions().insert(&version(&app, 2, market.ann.id)).await?;
    let roll_out = tx.platform().await?.roll_out(app.id, 2);
    let listed = roll_out.list(None, &Listing::first(9)).await?.items;
    assert_eq!(
        (listed[0].state, listed[0].seen_at),
        (RollOutState::Seen, Some(at(6))),
        "the first time counts"
    );
    let waiting = [(market.clinic.id, connection.id)];
    assert_eq!(roll_out.waiting(None, at(7), 9).await?, waiting);
    roll_out.remind(&waiting, at(8)).await?;
    assert_eq!(roll_out.waiting(None, at(7), 9).await?, [], "reminded since");
    assert_eq!(roll_out.waiting(None, at(8) + TimeDelta::days(7), 9).await?, waiting);
    assert_eq!(roll_out.waiting(Some(market.harbour.id), at(9), 9).await?, []);
    let listed = roll_out.list(None, &Listing::first(9)).await?.items;
    assert_eq!((listed[0].seen_at, listed[0].reminded_at), (Some(at(6)), Some(at(8))));
    Ok(())
}

async fn a_draft_is_saved_by_one_at_a_time(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let asked = version(&app, 2, market.ann.id);
    let first = VersionDraft {
        app: app.id,
        scopes: asked.scopes,
        note: "Soon.".into(),
        egress_networks: asked.egress_networks,
        workload: None,
        revision: 0,
        saved_by: market.ann.id,
        saved_at: at(4),
    };
    let mut tx = database.store.begin().await?;
    let drafts = tx.platform().await?.app_drafts();
    assert_eq!(drafts.get(app.id).await?, None);
    let saved = drafts.save(&first).await?;
    assert_eq!(saved, VersionDraft { revision: 1, ..first.clone() });
    assert_eq!(drafts.get(app.id).await?, Some(saved.clone()), "it survives the round trip");
    let second = drafts.save(&VersionDraft { note: "Sooner.".into(), ..saved.clone() }).await?;
    assert_eq!((second.revision, second.note.as_str()), (2, "Sooner."));
    assert!(matches!(drafts.save(&saved).await, Err(Error::LostRace)));
    assert!(drafts.discard(app.id).await? && !drafts.discard(app.id).await?);
    Ok(())
}
