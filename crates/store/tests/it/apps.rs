use model::{
    app::{App, AppState, Visibility},
    audit::{Actor, AuditAction, AuditChain},
    connection::StateName,
    tenant::Tenancy,
};
use store::{
    Error, Listing, Store,
    app_versions::VersionInWords,
    audit::{EntryFilter, NewAuditEntry},
    targets::Target,
};

use crate::{
    harness::{Database, Outcome, at, id, on_both, publisher},
    marketplace::{allowed, draft, market, published, version},
};

on_both! {
    an_app_survives_the_round_trip
    a_stale_change_loses_the_race
    versions_keep_the_developers_order
    targets_tell_what_the_tenant_decided
    a_tenant_sees_what_is_on_show_to_it
    a_publisher_reads_its_chain_and_what_befell_its_apps
}

async fn an_app_survives_the_round_trip(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let (app, other) = (draft(&market.acme, "Reminders"), draft(&market.acme, "Billing"));
    let mut tx = database.store.begin().await?;
    let apps = tx.platform().await?.apps();
    apps.insert(&app).await?;
    apps.insert(&other).await?;
    assert_eq!(apps.get(app.id).await?, Some(app.clone()));
    assert_eq!(apps.lock(app.id).await?, Some(app.clone()));
    assert_eq!(apps.lock_shared(app.id).await?, Some(app.clone()));
    assert_eq!(apps.get(id!(AppId)).await?, None);
    tx.commit_unrecorded().await?;

    let connection = allowed(&market.clinic, &app, market.ann.id);
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let apps = tx.platform().await?.apps();
    let listed = apps.of_publisher(market.acme.id, &Listing::first(1)).await?;
    assert!(listed.more);
    assert_eq!(listed.items, vec![(other.clone(), 0)]);
    let next = Listing { after: Some(other.id.uuid()), limit: 1, q: None };
    let listed = apps.of_publisher(market.acme.id, &next).await?;
    assert!(!listed.more);
    assert_eq!(listed.items, vec![(app.clone(), 1)]);
    for q in ["remind", app.id.to_string().as_str()] {
        let found =
            apps.of_publisher(market.acme.id, &Listing { q: Some(q.into()), ..Listing::first(9) }).await?;
        assert_eq!(found.items, vec![(app.clone(), 1)], "{q}");
    }
    let all = apps.list(&Listing { q: Some("ACME".into()), ..Listing::first(9) }).await?.items;
    let told: Vec<_> =
        all.iter().map(|one| (one.app.id, one.publisher.name.as_str(), one.connections)).collect();
    assert_eq!(told, [(other.id, "Acme", 0), (app.id, "Acme", 1)]);
    assert_eq!(apps.count_connections(app.id).await?, 1);

    match apps.insert(&draft(&market.acme, "Reminders")).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "apps.publisher_id_name"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

async fn a_stale_change_loses_the_race(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = draft(&market.acme, "Reminders");
    let mut tx = database.store.begin().await?;
    let apps = tx.platform().await?.apps();
    apps.insert(&app).await?;
    let mut changed = app.clone();
    changed.details.visibility = Visibility::Listed;
    changed.details.website = None;
    changed.updated_at = at(9);
    let stored = apps.update(&changed).await?;
    assert_eq!(stored.revision, 1);
    assert_eq!(apps.get(app.id).await?, Some(stored));
    assert!(matches!(apps.update(&changed).await, Err(Error::LostRace)));
    Ok(())
}

async fn versions_keep_the_developers_order(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = draft(&market.acme, "Reminders");
    let (first, mut second) = (version(&app, 1, market.ann.id), version(&app, 2, market.ann.id));
    second.scopes.reverse();
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.apps().insert(&app).await?;
    let versions = platform.app_versions();
    versions.insert(&first).await?;
    versions.insert(&second).await?;
    assert_eq!(versions.get(app.id, 1).await?, Some(first.clone()));
    assert_eq!(versions.get(app.id, 3).await?, None);
    let (in_words, sent) = store::sent(versions.get_in_words(app.id, 2)).await;
    let words = platform.apis().of_scopes(&second.all_scopes()).await?;
    assert_eq!(in_words?, Some(VersionInWords { version: second.clone(), words }));
    assert_eq!(sent.len(), 1, "{sent:#?}");
    assert_eq!(versions.get_in_words(app.id, 3).await?, None);
    let newest = versions.list(app.id, None, 1).await?;
    assert!(newest.more);
    assert_eq!(newest.items, vec![second.clone()]);
    let older = versions.list(app.id, Some(2), 1).await?;
    assert!(!older.more);
    assert_eq!(older.items, vec![first]);
    match versions.insert(&second).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "app_versions.app_id_number"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

fn state(target: &Target) -> Option<StateName> {
    target.connection.as_ref().map(|connection| connection.state.name())
}

async fn targets_tell_what_the_tenant_decided(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let targets = tx.platform().await?.targets();
    targets.insert(app.id, market.clinic.id, market.ann.id, at(4)).await?;
    targets.insert(app.id, market.harbour.id, market.ann.id, at(5)).await?;

    let listed = targets.list(app.id, &Listing::first(9)).await?.items;
    let told: Vec<_> = listed.iter().map(|target| (target.tenant, state(target), target.added_at)).collect();
    let expected = [(market.harbour.id, None, at(5)), (market.clinic.id, Some(StateName::Active), at(4))];
    assert_eq!(told, expected);
    let named = |q: &str| Listing { q: Some(q.into()), ..Listing::first(9) };
    let found = targets.list(app.id, &named("tenant")).await?.items;
    assert_eq!(found.len(), 1, "the undecided tenant's name is not to be guessed: {found:?}");
    assert_eq!(targets.list(app.id, &named(&market.harbour.id.to_string())).await?.items.len(), 1);

    let mut tombstone = connection.clone().delete(at(6))?;
    tombstone.granted.clear();
    tx.within(market.clinic.id).await?.connections().update(&connection, &tombstone).await?;
    let targets = tx.platform().await?.targets();
    let target = targets.get(app.id, market.clinic.id).await?;
    assert_eq!(target.as_ref().and_then(state), Some(StateName::Deleted));
    targets.delete(app.id, market.harbour.id).await?;
    assert!(matches!(targets.delete(app.id, market.harbour.id).await, Err(Error::NotFound)));
    match targets.insert(app.id, market.clinic.id, market.ann.id, at(7)).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "targets.app_id_tenant_id"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

async fn seen(store: &Store, tenant: model::ids::TenantId) -> Result<Vec<String>, Error> {
    let mut tx = store.read().await?;
    let rows = tx.within(tenant).await?;
    let tenancy = Tenancy::from(&rows.itself().await?.ok_or(Error::NotFound)?);
    let listed = rows.available_apps(tenancy).list(&Listing::first(50)).await?;
    let mut names: Vec<_> = listed.items.into_iter().map(|one| one.app.details.name).collect();
    names.sort();
    Ok(names)
}

async fn a_tenant_sees_what_is_on_show_to_it(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let (rival, rivals_sandbox) = publisher("Rival");
    let mut tx = store.begin().await?;
    tx.platform().await?.publishers().insert(&rival, &rivals_sandbox).await?;
    tx.commit_unrecorded().await?;

    let listed = |mut app: App| {
        app.details.visibility = Visibility::Listed;
        app
    };
    let targeted = published(store, &market, &draft(&market.acme, "Targeted")).await?;
    let in_sandbox = published(store, &market, &draft(&market.acme, "In the sandbox")).await?;
    let everywhere = published(store, &market, &listed(draft(&market.acme, "Listed"))).await?;
    let rivals = published(store, &market, &listed(draft(&rival, "Rival's"))).await?;
    let suspended = published(store, &market, &listed(draft(&rival, "Suspended"))).await?;
    let unpublished = listed(draft(&market.acme, "Draft"));
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.apps().update(&App { state: AppState::Suspended, ..suspended.clone() }).await?;
    platform.apps().insert(&unpublished).await?;
    let targets = platform.targets();
    targets.insert(targeted.id, market.clinic.id, market.ann.id, at(4)).await?;
    targets.insert(in_sandbox.id, market.sandbox.id, market.ann.id, at(4)).await?;
    targets.insert(rivals.id, market.sandbox.id, market.ann.id, at(4)).await?;
    tx.commit_unrecorded().await?;

    assert_eq!(seen(store, market.clinic.id).await?, ["Listed", "Rival's", "Targeted"]);
    assert_eq!(seen(store, market.harbour.id).await?, ["Listed", "Rival's"]);
    assert_eq!(seen(store, market.sandbox.id).await?, ["In the sandbox", "Listed"]);
    assert_eq!(seen(store, rivals_sandbox.id).await?, ["Rival's"]);

    let declined = model::connection::Connection::awaiting(
        id!(ConnectionId),
        market.clinic.id,
        everywhere.id,
        market.ann.id,
        at(5),
    )
    .decline(1, "Not now".into(), market.ann.id, at(5))?;
    let mut tx = store.begin().await?;
    let tenant = tx.within(market.clinic.id).await?;
    tenant.connections().insert(&declined).await?;
    tenant.connections().insert(&allowed(&market.clinic, &targeted, market.ann.id)).await?;
    let apps = tenant.available_apps(Tenancy::from(&market.clinic));
    let available = apps.get(everywhere.id).await?.expect("still on show");
    assert_eq!(available.connection, Some(declined));
    assert_eq!(available.publisher, market.acme);
    assert_eq!(apps.get(targeted.id).await?, None, "connected");
    let (locked, publisher) = apps.lock(targeted.id).await?.expect("on show");
    assert_eq!((locked.id, publisher), (targeted.id, market.acme.clone().into()));
    for hidden in [suspended.id, unpublished.id, in_sandbox.id] {
        assert_eq!(apps.get(hidden).await?, None);
        assert_eq!(apps.lock(hidden).await?, None);
    }
    tx.commit_unrecorded().await?;
    assert_eq!(seen(store, market.clinic.id).await?, ["Listed", "Rival's"]);
    Ok(())
}

async fn a_publisher_reads_its_chain_and_what_befell_its_apps(database: Database) -> Outcome {
    let store = &database.store;
    let market = market(store).await?;
    let app = published(store, &market, &draft(&market.acme, "Reminders")).await?;
    let (rival, rivals_sandbox) = publisher("Rival");
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.publishers().insert(&rival, &rivals_sandbox).await?;
    let entry = |chain, about: Option<model::ids::AppId>, name: &str| NewAuditEntry {
        id: id!(AuditEntryId),
        chain,
        at: at(1),
        actor: Actor::System,
        from: None,
        action: AuditAction::AppChanged,
        object: "x".into(),
        object_name: name.into(),
        app: about,
        connection: None,
        detail: None,
    };
    let clinic = AuditChain::Tenant(market.clinic.id);
    for new in [
        entry(AuditChain::Publisher(market.acme.id), None, "own"),
        entry(AuditChain::Publisher(rival.id), None, "the rival's"),
        entry(clinic, Some(app.id), "a tenant's, about the app"),
        entry(clinic, None, "a tenant's, about something else"),
        entry(AuditChain::Platform, Some(app.id), "the operator's, about the app"),
    ] {
        platform.audit().append(new).await?;
    }
    let (listing, all) = (Listing::first(9), EntryFilter::default());
    let listed = platform.audit().of_publisher(market.acme.id, &listing, &all).await?.items;
    let names: Vec<_> = listed.iter().map(|entry| entry.object_name.as_str()).collect();
    assert_eq!(names, ["the operator's, about the app", "a tenant's, about the app", "own"]);
    Ok(())
}
