use model::{
    api::{Api, ResourceServer},
    scope::{Scope, ScopeAction, ScopeName, ScopeSet, ScopeState, Sensitivity},
    token::TokenFormat,
};
use store::{Error, Listing, secrets::SecretHash};

use crate::harness::{Database, Outcome, at, id, insert_people, on_both};

on_both! {
    the_catalogue_survives_the_round_trip
    scope_names_are_unique_across_the_platform
    a_resource_server_belongs_to_its_api
}

fn api(identifier: &str) -> Api {
    Api {
        id: id!(ApiId),
        identifier: identifier.into(),
        name: format!("Api of {identifier}"),
        description: "Patients and more".into(),
        docs_url: Some("https://docs.example".into()),
        token_lifetime: 1200,
        token_format: TokenFormat::Es256,
        smart_backend_services: false,
        revision: 0,
        created_at: at(0),
    }
}

fn scope(api: &Api, name: &str) -> Scope {
    Scope {
        name: name.parse().expect("a scope name"),
        api: api.id,
        title: "Read patients".into(),
        sentence: "See all patients.".into(),
        action: ScopeAction::Read,
        sensitivity: Sensitivity::Sensitive,
        state: ScopeState::Active,
        revision: 0,
        created_at: at(0),
    }
}

async fn the_catalogue_survives_the_round_trip(database: Database) -> Outcome {
    let (mut clinical, billing) = (api("https://b.example"), api("https://a.example"));
    let mut read = scope(&clinical, "patients.read");
    let change = scope(&clinical, "patients.change");
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    let (apis, scopes) = (platform.apis(), platform.scopes());
    for one in [&clinical, &billing] {
        apis.insert(one).await?;
    }
    for one in [&read, &change] {
        scopes.insert(one).await?;
    }
    let expected = vec![(billing.clone(), vec![]), (clinical.clone(), vec![change.clone(), read.clone()])];
    assert_eq!(apis.catalogue().await?, expected);
    assert_eq!(apis.by_identifier("https://a.example").await?, Some(billing.clone()));

    clinical.docs_url = None;
    clinical.token_lifetime = 60;
    let before = clinical.clone();
    let clinical = apis.update(&clinical).await?;
    assert_eq!(clinical.revision, 1);
    assert!(matches!(apis.update(&before).await, Err(Error::LostRace)));
    assert_eq!(apis.get(clinical.id).await?, Some(clinical.clone()));
    read.state = ScopeState::Deprecated;
    read.action = ScopeAction::Delete;
    let before = read.clone();
    let read = scopes.update(&read).await?;
    assert_eq!(read.revision, 1);
    assert!(matches!(scopes.update(&before).await, Err(Error::LostRace)));
    assert_eq!(scopes.get(&read.name).await?, Some(read.clone()));
    let unknown: ScopeName = "unknown".parse()?;
    let names = ScopeSet::from([read.name.clone(), unknown.clone()]);
    assert_eq!(scopes.by_names(&names).await?, vec![read.clone()]);
    assert_eq!(scopes.of_api(billing.id).await?, vec![]);
    assert!(matches!(scopes.delete(&unknown).await, Err(Error::NotFound)));
    let q = Listing { after: None, limit: 10, q: Some("a.example".into()) };
    assert_eq!(apis.list(&q).await?.items, vec![billing.clone()]);
    apis.delete(billing.id).await?;
    scopes.delete(&change.name).await?;
    assert_eq!(apis.catalogue().await?, vec![(clinical.clone(), vec![read])]);
    assert!(matches!(apis.delete(clinical.id).await, Err(Error::BrokenReference)));
    Ok(())
}

async fn scope_names_are_unique_across_the_platform(database: Database) -> Outcome {
    let (one, other) = (api("https://one.example"), api("https://other.example"));
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.apis().insert(&one).await?;
    platform.apis().insert(&other).await?;
    platform.scopes().insert(&scope(&one, "patients.read")).await?;
    match platform.scopes().insert(&scope(&other, "patients.read")).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "scopes.name"),
        wrong => panic!("{wrong:?}"),
    }
    drop(tx);

    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.apis().insert(&one).await?;
    match platform.apis().insert(&api("https://one.example")).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "apis.identifier"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

async fn a_resource_server_belongs_to_its_api(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let (clinical, billing) = (api("https://b.example"), api("https://a.example"));
    let server = |name: &str| ResourceServer {
        id: id!(ResourceServerId),
        api: clinical.id,
        name: name.into(),
        hint: "abcd".into(),
        created_by: ann.id,
        created_at: at(1),
        reported_at: None,
    };
    let (first, second) = (server("Gateway"), server("Worker"));
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    for one in [&clinical, &billing] {
        platform.apis().insert(one).await?;
    }
    let servers = platform.resource_servers();
    for (one, byte) in [(&first, 1), (&second, 2)] {
        servers.insert(one, SecretHash::new(vec![byte; 36])).await?;
    }
    assert_eq!(servers.of_api(clinical.id).await?, [second.clone(), first.clone()]);
    assert_eq!(servers.of_api(billing.id).await?, []);
    assert_eq!(servers.get(billing.id, first.id).await?, None);
    assert!(matches!(servers.delete(billing.id, first.id).await, Err(Error::NotFound)));
    assert_eq!(servers.by_hash(&SecretHash::new(vec![2; 36])).await?, Some(second.clone()));
    assert_eq!(servers.by_hash(&SecretHash::new(vec![3; 36])).await?, None);

    assert!(servers.report(second.id, at(5)).await?);
    assert!(!servers.report(second.id, at(6)).await?, "no news");
    let reported = ResourceServer { reported_at: Some(at(5)), ..second };
    assert_eq!(servers.get(clinical.id, reported.id).await?, Some(reported.clone()));
    servers.delete(clinical.id, reported.id).await?;
    assert_eq!(servers.of_api(clinical.id).await?, std::slice::from_ref(&first));
    let (third, hash) = (ResourceServer { id: id!(ResourceServerId), ..first.clone() }, vec![4; 36]);
    servers.insert(&third, SecretHash::new(hash)).await?;
    assert!(servers.report(third.id, at(7)).await?);
    tx.commit_unrecorded().await?;
    let working = database.store.shared().await?.resource_servers;
    assert_eq!(working.iter().map(|server| server.id).collect::<Vec<_>>(), [first.id]);
    Ok(())
}
