use model::role::{PublisherRole, TenantRole};
use store::{Error, Listing};

use crate::harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both, publisher, tenant};

on_both! {
    a_publisher_comes_with_its_sandbox a_sandbox_has_its_publishers_members a_live_tenant_has_members_of_its_own
    lists_are_newest_first_and_go_on_where_they_stopped owners_are_locked
}

async fn a_publisher_comes_with_its_sandbox(database: Database) -> Outcome {
    let (mut acme, sandbox) = publisher("Acme");
    let (other, _) = publisher("Other");
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    assert!(matches!(platform.publishers().insert(&other, &sandbox).await, Err(Error::Corrupt { .. })));
    platform.publishers().insert(&acme, &sandbox).await?;
    assert_eq!(platform.publishers().get(acme.id).await?, Some(acme.clone()));
    assert_eq!(platform.tenants().get(acme.sandbox).await?, Some(sandbox));

    acme.name = "Acme Ltd".into();
    acme.website = Some("https://acme.example".into());
    acme.verified = true;
    let changed = platform.publishers().update(&acme).await?;
    assert_eq!(changed, model::publisher::Publisher { revision: 1, ..acme.clone() });
    assert_eq!(platform.publishers().by_ids(&[acme.id, other.id]).await?, vec![changed]);
    for stale in [&acme, &other] {
        assert!(matches!(platform.publishers().update(stale).await, Err(Error::LostRace)));
    }
    Ok(())
}

async fn a_sandbox_has_its_publishers_members(database: Database) -> Outcome {
    let [owner, viewer, stranger] = insert_people(&database.store).await?;
    let (acme, sandbox) = publisher("Acme");
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.publishers().insert(&acme, &sandbox).await?;
    platform.publishers().add_member(acme.id, owner.id, PublisherRole::Owner, at(1)).await?;
    platform.publishers().add_member(acme.id, viewer.id, PublisherRole::Viewer, at(2)).await?;

    let tenants = platform.tenants();
    assert_eq!(tenants.role_of(sandbox.id, owner.id).await?, Some(TenantRole::Admin));
    assert_eq!(tenants.role_of(sandbox.id, viewer.id).await?, Some(TenantRole::Viewer));
    assert_eq!(tenants.role_of(sandbox.id, stranger.id).await?, None);
    let members = tenants.members(&sandbox).await?;
    assert_eq!(members.iter().map(|member| member.role).collect::<Vec<_>>().len(), 2);
    assert!(members.iter().any(|member| member.person == owner.id && member.role == TenantRole::Admin));

    let memberships = platform.memberships(owner.id).await?;
    assert_eq!(memberships.tenants, vec![(sandbox, TenantRole::Admin)]);
    assert_eq!(memberships.publishers, vec![(acme, PublisherRole::Owner)]);
    Ok(())
}

async fn a_live_tenant_has_members_of_its_own(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic, other] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let tenants = tx.platform().await?.tenants();
    tenants.add_member(clinic.id, ann.id, TenantRole::Owner, at(1)).await?;
    assert!(matches!(
        tenants.add_member(other.id, id!(PersonId), TenantRole::Owner, at(1)).await,
        Err(Error::BrokenReference)
    ));
    drop(tx);

    let mut tx = database.store.begin().await?;
    let tenants = tx.platform().await?.tenants();
    tenants.add_member(clinic.id, ann.id, TenantRole::Owner, at(1)).await?;
    tenants.add_member(clinic.id, bob.id, TenantRole::Viewer, at(2)).await?;
    tenants.set_member(clinic.id, bob.id, TenantRole::Admin).await?;
    assert_eq!(tenants.role_of(clinic.id, bob.id).await?, Some(TenantRole::Admin));
    assert_eq!(tenants.role_of(other.id, bob.id).await?, None);
    assert_eq!(tenants.members(&clinic).await?.len(), 2);
    tenants.remove_member(clinic.id, bob.id).await?;
    assert_eq!(tenants.role_of(clinic.id, bob.id).await?, None);
    assert!(matches!(tenants.remove_member(clinic.id, bob.id).await, Err(Error::NotFound)));
    match tenants.add_member(clinic.id, ann.id, TenantRole::Viewer, at(3)).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "tenant_members.tenant_id_person_id"),
        wrong => panic!("{wrong:?}"),
    }
    Ok(())
}

async fn lists_are_newest_first_and_go_on_where_they_stopped(database: Database) -> Outcome {
    let all = ["Alpha", "Beta 100%", "Gamma", "Delta_x", "Épsilon"].map(tenant);
    let mut tx = database.store.begin().await?;
    let tenants = tx.platform().await?.tenants();
    for one in &all {
        tenants.insert(one).await?;
    }
    let first = tenants.list(&Listing::first(3)).await?;
    assert!(first.more);
    assert_eq!(first.items, [all[4].clone(), all[3].clone(), all[2].clone()]);
    let after = Some(all[2].id.uuid());
    let rest = tenants.list(&Listing { after, limit: 3, q: None }).await?;
    assert!(!rest.more);
    assert_eq!(rest.items, [all[1].clone(), all[0].clone()]);

    for (q, found) in [("ALPHA", vec![0]), ("%", vec![1]), ("_", vec![3]), ("ta", vec![3, 1]), ("\\", vec![])]
    {
        let part = tenants.list(&Listing { after: None, limit: 10, q: Some(q.into()) }).await?;
        let found: Vec<_> = found.into_iter().map(|index: usize| all[index].clone()).collect();
        assert_eq!(part.items, found, "{q}");
    }
    Ok(())
}

async fn owners_are_locked(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    for one in [&ann, &bob] {
        tx.platform().await?.tenants().add_member(clinic.id, one.id, TenantRole::Owner, at(1)).await?;
    }
    tx.commit_unrecorded().await?;

    let leave = |person| {
        let store = database.store.clone();
        tokio::spawn(async move {
            let mut tx = store.begin().await?;
            let tenants = tx.platform().await?.tenants();
            tenants.lock_roles(clinic.id).await?;
            if tenants.owners(clinic.id).await?.len() > 1 {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                tenants.remove_member(clinic.id, person).await?;
            }
            tx.commit_unrecorded().await
        })
    };
    let (one, two) = (leave(ann.id), leave(bob.id));
    one.await??;
    two.await??;
    let mut tx = database.store.read().await?;
    assert_eq!(tx.platform().await?.tenants().members(&clinic).await?.len(), 1);
    Ok(())
}
