use model::{
    connection::{Connection, ConnectionState, PausedBy},
    credential::{AuthMethod, Credential, CredentialOwner, Pause, Secret, Standing},
    ids::{ConnectionId, CredentialId, PersonId},
    scope::ScopeSet,
    tenant::Tenant,
};
use store::{
    Error, Listing,
    clients::Client,
    directory::{Changed, Found},
    last_uses::SecretUse,
    secrets::SecretHash,
};

use crate::{
    harness::{Database, Outcome, at, id, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! {
    each_state_survives_the_round_trip
    a_tenant_has_one_living_connection_with_an_app
    a_handle_refuses_and_hides_other_tenants_connections
    a_developer_sees_the_connections_of_all_tenants
    credentials_and_secrets_survive_the_round_trip
    of_many_uses_each_secret_keeps_its_last
    a_secret_is_found_by_its_hash_and_reported_once
}

async fn each_state_survives_the_round_trip(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let ann = market.ann.id;
    let new = || Connection::awaiting(id!(ConnectionId), market.clinic.id, app.id, ann, at(3));
    let paused = allowed(&market.clinic, &app, ann).pause(PausedBy::Tenant, at(4))?;
    let states = [
        new(),
        new().decline(1, "Not now".into(), ann, at(4))?,
        new().block(1, "Never".into(), ann, at(4))?,
        allowed(&market.clinic, &app, ann),
        paused.clone().pause(PausedBy::Developer, at(5))?,
        paused.delete(at(6))?,
    ];
    for connection in states {
        let mut tx = database.store.begin().await?;
        let connections = tx.within(market.clinic.id).await?.connections();
        connections.insert(&connection).await?;
        assert_eq!(connections.get(connection.id).await?.as_ref(), Some(&connection));
        assert_eq!(connections.lock(connection.id).await?.as_ref(), Some(&connection));
        assert_eq!(connections.app_of(connection.id).await?, Some(app.id));
        let listed = connections.list(&Listing::first(9), None).await?.items;
        assert_eq!(listed.len(), 1);
        assert_eq!((&listed[0].connection, &listed[0].app), (&connection, &app));
        assert_eq!(listed[0].publisher.name, "Acme");
        assert_eq!(connections.lock_with_app(connection.id).await?.as_ref(), Some(&listed[0]));
        assert_eq!(connections.get_with_app(connection.id).await?.as_ref(), Some(&listed[0]));
    }
    Ok(())
}

async fn a_tenant_has_one_living_connection_with_an_app(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let (first, second) =
        (allowed(&market.clinic, &app, market.ann.id), allowed(&market.clinic, &app, market.ann.id));
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&first).await?;
    tx.commit_unrecorded().await?;

    let mut tx = database.store.begin().await?;
    match tx.within(market.clinic.id).await?.connections().insert(&second).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "connections.tenant_id_app_id"),
        wrong => panic!("{wrong:?}"),
    }
    drop(tx);

    let mut tx = database.store.begin().await?;
    let connections = tx.within(market.clinic.id).await?.connections();
    let stored = connections.update(&first, &first.clone().delete(at(5))?).await?;
    assert_eq!(stored.revision, 1);
    assert!(matches!(connections.update(&first, &first).await, Err(Error::LostRace)));
    assert_eq!(connections.lock_of_app(app.id).await?, None);
    connections.insert(&second).await?;
    assert_eq!(connections.lock_of_app(app.id).await?, Some(second.clone()));
    assert_eq!(connections.of_apps(&[app.id]).await?, vec![second.clone()]);

    let mut narrowed = second.clone();
    narrowed.granted.retain(|name| name.as_str() == "patients.read");
    connections.update(&second, &narrowed).await?;
    let found = connections.get(second.id).await?.expect("there");
    assert_eq!((found.granted, found.revision), (narrowed.granted, 1));
    Ok(())
}

async fn a_handle_refuses_and_hides_other_tenants_connections(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let neighbours = tx.within(market.harbour.id).await?;
    let connections = neighbours.connections();
    assert_eq!(connections.get(connection.id).await?, None);
    assert_eq!(connections.lock_of_app(app.id).await?, None);
    assert_eq!(connections.list(&Listing::first(9), None).await?.items, vec![]);
    assert!(matches!(connections.update(&connection, &connection).await, Err(Error::OutsideTenant)));
    let foreign = allowed(&market.clinic, &app, market.ann.id);
    assert!(matches!(connections.insert(&foreign).await, Err(Error::OutsideTenant)));
    let credential = credential(&market.clinic, CredentialOwner::Connection(connection.id), market.ann.id);
    assert!(matches!(neighbours.credentials().insert(&credential).await, Err(Error::OutsideTenant)));
    assert_eq!(neighbours.credentials().of_connection(connection.id).await?, None);
    Ok(())
}

async fn a_developer_sees_the_connections_of_all_tenants(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let other = published(&database.store, &market, &draft(&market.acme, "Billing")).await?;
    let ann = market.ann.id;
    let at_clinic = allowed(&market.clinic, &app, ann);
    let at_harbour = allowed(&market.harbour, &app, ann).pause(PausedBy::Tenant, at(5))?;
    let declined = Connection::awaiting(id!(ConnectionId), market.clinic.id, other.id, ann, at(3)).decline(
        1,
        "Not now".into(),
        ann,
        at(4),
    )?;
    let mut tx = database.store.begin().await?;
    for connection in [&at_clinic, &at_harbour, &declined] {
        tx.within(connection.tenant).await?.connections().insert(connection).await?;
    }
    let connections = tx.platform().await?.connections();
    let of_app = connections.of_app(app.id, &Listing::first(9), None).await?.items;
    assert_eq!(of_app.iter().map(|one| &one.connection).collect::<Vec<_>>(), [&at_harbour, &at_clinic]);
    assert_eq!((of_app[1].app_name.as_str(), of_app[1].tenant_name.as_str()), ("Reminders", "Tenant 0"));
    let all = connections.of_publisher(market.acme.id, &Listing::first(2), None).await?;
    assert!(all.more);
    assert_eq!(all.items.iter().map(|one| &one.connection).collect::<Vec<_>>(), [&declined, &at_harbour]);
    let q = Listing { q: Some("tenant 1".into()), ..Listing::first(9) };
    assert_eq!(connections.of_publisher(market.acme.id, &q, None).await?.items.len(), 1);
    let found = connections.get_of_publisher(market.acme.id, declined.id).await?;
    assert_eq!(found.map(|one| one.connection), Some(declined.clone()));
    assert_eq!(connections.get_of_publisher(id!(PublisherId), declined.id).await?, None);
    let found = connections.lock_of_publisher(market.acme.id, at_harbour.id).await?;
    assert_eq!(found.map(|one| one.connection), Some(at_harbour.clone()));
    assert_eq!(connections.lock_of_publisher(id!(PublisherId), at_harbour.id).await?, None);

    let mut connected = connections.lock_connected(app.id).await?;
    connected.sort_by_key(|connection| connection.id);
    assert_eq!(connected, [at_clinic.clone(), at_harbour]);
    let still_asked = ScopeSet::from(["patients.read".parse()?]);
    let narrowed = at_clinic.clone().narrow(&still_asked, at(9)).expect("narrower");
    let stored = connections.update(&at_clinic, &narrowed).await?;
    assert_eq!((stored.granted, stored.state), (still_asked, ConnectionState::Active));
    Ok(())
}

pub fn credential(tenant: &Tenant, owner: CredentialOwner, by: PersonId) -> Credential {
    Credential {
        id: id!(CredentialId),
        tenant: tenant.id,
        owner,
        auth_method: AuthMethod::ClientSecret,
        generation: 1,
        created_by: by,
        created_at: at(4),
        regenerated_at: None,
        regenerated_by: None,
        deleted_at: None,
        workload_last_used_at: None,
        secret_retires_after_days: None,
        standing: Standing::default(),
    }
}

pub fn secret(credential: CredentialId, by: PersonId) -> Secret {
    let id = id!(SecretId);
    Secret {
        id,
        credential,
        hint: "abcd".into(),
        created_by: by,
        created_at: at(4),
        last_used_at: None,
        last_used_from: None,
        expires_at: Some(at(99)),
        notice_at: Some(at(90)),
        reported_at: None,
    }
}

async fn of_many_uses_each_secret_keeps_its_last(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let (ann, clinic) = (market.ann.id, market.clinic.id);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: ScopeSet::default() };
    let own = credential(&market.clinic, owner, ann);
    let secrets: Vec<_> = (0..3).map(|_| secret(own.id, ann)).collect();
    let mut tx = database.store.begin().await?;
    let tenant = tx.within(clinic).await?;
    tenant.credentials().insert(&own).await?;
    for (number, secret) in (0..).zip(&secrets) {
        tenant.secrets().insert(secret, SecretHash::new(vec![number; 32])).await?;
    }
    let ids: Vec<_> = secrets.iter().map(|secret| secret.id).collect();
    let platform = tx.platform().await?;
    platform.secrets_used(&[]).await?;
    let used = |tenant, secret, second: i64| SecretUse {
        tenant,
        secret,
        at: at(second),
        from: (second > 7).then(|| format!("192.0.2.{second}")),
    };
    platform.secrets_used(&[used(clinic, ids[0], 7), used(clinic, ids[1], 9)]).await?;
    let of_unknown = (0..5_000).map(|_| used(clinic, id!(SecretId), 8));
    let elsewhere = used(id!(TenantId), ids[2], 8);
    let uses = [used(clinic, ids[0], 8), used(clinic, ids[1], 8), elsewhere];
    platform.secrets_used(&of_unknown.chain(uses).collect::<Vec<_>>()).await?;
    let kept = tx.within(clinic).await?.secrets().of(&[own.id]).await?;
    let last = |id| kept.iter().find(|secret| secret.id == id).and_then(|secret| secret.last_used_at);
    assert_eq!([last(ids[0]), last(ids[1]), last(ids[2])], [Some(at(8)), Some(at(9)), None]);
    let from =
        |id| kept.iter().find(|secret| secret.id == id).and_then(|secret| secret.last_used_from.as_deref());
    assert_eq!([from(ids[0]), from(ids[1]), from(ids[2])], [Some("192.0.2.8"), Some("192.0.2.9"), None]);
    let unnamed = SecretUse { from: None, ..used(clinic, ids[0], 10) };
    tx.platform().await?.secrets_used(&[unnamed]).await?;
    let kept = tx.within(clinic).await?.secrets().of(&[own.id]).await?;
    let first = kept.iter().find(|secret| secret.id == ids[0]).ok_or("no secret")?;
    assert_eq!((first.last_used_at, first.last_used_from.as_deref()), (Some(at(10)), None));
    Ok(())
}

async fn credentials_and_secrets_survive_the_round_trip(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let ann = market.ann.id;
    let connection = allowed(&market.clinic, &app, ann);
    let of_connection = credential(&market.clinic, CredentialOwner::Connection(connection.id), ann);
    let scopes = ScopeSet::from(["patients.read".parse()?, "patients.change".parse()?]);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes };
    let mut own = credential(&market.clinic, owner, ann);
    let mut tx = database.store.begin().await?;
    let tenant = tx.within(market.clinic.id).await?;
    tenant.connections().insert(&connection).await?;
    let credentials = tenant.credentials();
    credentials.insert(&of_connection).await?;
    credentials.insert(&own).await?;
    assert_eq!(credentials.of_connection(connection.id).await?, Some(of_connection.clone()));
    assert_eq!(credentials.of_connection(id!(ConnectionId) as ConnectionId).await?, None);
    assert_eq!(credentials.own(own.id).await?, Some(own.clone()));
    assert_eq!(credentials.lock_own(own.id).await?, Some(own.clone()));
    assert_eq!(credentials.own(of_connection.id).await?, None, "a connection's is not the tenant's own");
    assert_eq!(credentials.list_own(&Listing::first(9)).await?.items, vec![own.clone()]);

    let (first, second) = (secret(own.id, ann), secret(own.id, ann));
    for one in [&first, &second] {
        tenant.secrets().insert(one, SecretHash::new(vec![7; 36])).await?;
    }
    assert_eq!(tenant.secrets().of(&[own.id]).await?, vec![second, first]);
    assert_eq!(tenant.secrets().of(&[of_connection.id]).await?, vec![]);
    assert_eq!(tenant.secrets().delete_of(own.id).await?, 2);
    assert_eq!(tenant.secrets().of(&[own.id]).await?, vec![]);

    own.generation = 2;
    (own.regenerated_at, own.regenerated_by) = (Some(at(7)), Some(ann));
    let pause = Some(Pause { at: at(6), by: ann, reason: Some("Our audit.".into()) });
    own.standing = Standing { ends_at: Some(at(20)), pause, revision: 3 };
    credentials.update(&own).await?;
    assert_eq!(credentials.own(own.id).await?, Some(own.clone()));
    own.deleted_at = Some(at(8));
    credentials.update(&own).await?;
    assert_eq!(credentials.own(own.id).await?, None);
    assert_eq!(credentials.list_own(&Listing::first(9)).await?.items, vec![]);
    Ok(())
}

async fn a_secret_is_found_by_its_hash_and_reported_once(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let owner = CredentialOwner::Connection(connection.id);
    let credential = credential(&market.clinic, owner, market.ann.id);
    let secret = secret(credential.id, market.ann.id);
    let hash = SecretHash::new(vec![9; 36]);
    let mut tx = database.store.begin().await?;
    let tenant = tx.within(market.clinic.id).await?;
    tenant.connections().insert(&connection).await?;
    tenant.credentials().insert(&credential).await?;
    tenant.secrets().insert(&secret, hash.clone()).await?;
    assert_eq!(tenant.credentials().get(credential.id).await?, Some(credential.clone()));

    let platform = tx.platform().await?;
    let found = platform.secrets().by_hash(&hash).await?;
    assert_eq!(found, Some((market.clinic.id, secret.clone())));
    assert_eq!(platform.secrets().by_hash(&SecretHash::new(vec![8; 36])).await?, None);
    let client = Client { credential: credential.clone(), secrets: vec![secret.clone()], refusals: None };
    assert_eq!(platform.clients_of(&[connection.id]).await?, std::slice::from_ref(&client));
    assert_eq!(platform.clients_of(&[]).await?, []);
    let tenant = tx.within(market.clinic.id).await?;
    assert_eq!(tenant.clients(&[credential.id]).await?, [client]);
    assert_eq!(tx.within(market.harbour.id).await?.clients_of(&[connection.id]).await?, []);

    assert!(
        !tx.within(market.harbour.id).await?.secrets().report(secret.id, at(5)).await?,
        "another tenant's"
    );
    assert!(tx.within(market.clinic.id).await?.secrets().report(secret.id, at(6)).await?);
    assert!(!tx.within(market.clinic.id).await?.secrets().report(secret.id, at(7)).await?, "no news");
    let platform = tx.platform().await?;
    let reported = Secret { reported_at: Some(at(6)), ..secret };
    assert_eq!(platform.clients_of(&[connection.id]).await?[0].secrets, [reported]);
    tx.commit_unrecorded().await?;
    let changed = Changed { credentials: vec![credential.id], ..Changed::default() };
    let client = database.store.details(&changed).await?.found;
    assert!(matches!(&client[..], [Found::Client(client)] if client.secrets.is_empty()), "{client:?}");
    Ok(())
}
