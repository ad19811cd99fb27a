use model::{slug::Slug, tenant::Tenant, tenant_address::Address};
use store::{Error, Records, changes::Change, directory::Changed};

use crate::harness::{Database, Outcome, at, insert_tenants, on_both};

on_both! {
    a_slug_is_one_tenants_for_ever a_slug_that_changes_keeps_its_host each_address_is_closed_by_itself
    nodes_read_the_addresses_of_a_changed_tenant
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn domain(text: &str) -> Address {
    Address::Domain(slug(text))
}

async fn a_slug_is_one_tenants_for_ever(database: Database) -> Outcome {
    let [one, two] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let addresses = tx.platform().await?.tenant_addresses();
    addresses.add_slug(one.id, &slug("harbour"), at(1)).await?;
    addresses.set_closing(one.id, &domain("harbour"), Some(at(2))).await?;
    let taken = addresses.add_slug(two.id, &slug("harbour"), at(9)).await;
    assert!(matches!(taken, Err(Error::Conflict { what }) if what == "tenant_addresses.slug"));
    assert!(addresses.of(two.id).await?.iter().all(|address| address.address == Address::Path));
    // Its own former one is open again.
    addresses.add_slug(one.id, &slug("harbour"), at(9)).await?;
    assert_eq!(addresses.of(one.id).await?.last().and_then(|address| address.closes_at), None);
    Ok(())
}

async fn a_slug_that_changes_keeps_its_host(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    let mut now = clinic;
    for (index, text) in ["harbour", "pier"].into_iter().enumerate() {
        platform.tenant_addresses().add_slug(now.id, &slug(text), at(1 + i64::try_from(index)?)).await?;
        now = platform.tenants().set_slug(&Tenant { slug: Some(slug(text)), ..now }).await?;
    }
    assert_eq!(platform.tenants().get(now.id).await?, Some(now.clone()));
    assert_eq!(now.revision, 2);
    let stale = Tenant { revision: 1, ..now.clone() };
    assert!(matches!(platform.tenants().set_slug(&stale).await, Err(Error::LostRace)));
    // A change of its name leaves the slug.
    let renamed = platform.tenants().update(&Tenant { name: "Pier Clinic".into(), ..now.clone() }).await?;
    assert_eq!(platform.tenants().get(now.id).await?, Some(renamed));
    let seen: Vec<Address> =
        platform.tenant_addresses().of(now.id).await?.into_iter().map(|address| address.address).collect();
    assert_eq!(seen, [Address::Path, domain("pier"), domain("harbour")]);
    Ok(())
}

async fn each_address_is_closed_by_itself(database: Database) -> Outcome {
    let [one, two] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let addresses = tx.platform().await?.tenant_addresses();
    addresses.add_slug(one.id, &slug("harbour"), at(1)).await?;
    addresses.set_closing(one.id, &Address::Path, Some(at(5))).await?;
    addresses.set_closing(one.id, &domain("harbour"), Some(at(6))).await?;
    let ends: Vec<_> = addresses.of(one.id).await?.into_iter().map(|address| address.closes_at).collect();
    assert_eq!(ends, [Some(at(5)), Some(at(6))]);
    addresses.set_closing(one.id, &Address::Path, None).await?;
    assert_eq!(addresses.of(one.id).await?.first().and_then(|address| address.closes_at), None);
    assert_eq!(addresses.of(two.id).await?.len(), 1);
    for (tenant, address) in [(one.id, domain("pier")), (two.id, domain("harbour"))] {
        let refused = addresses.set_closing(tenant, &address, None).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{address:?}");
    }
    Ok(())
}

async fn nodes_read_the_addresses_of_a_changed_tenant(database: Database) -> Outcome {
    let [one, two] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.tenant_addresses().add_slug(one.id, &slug("harbour"), at(1)).await?;
    platform.tenant_addresses().set_closing(one.id, &Address::Path, Some(at(5))).await?;
    platform.tenants().set_slug(&Tenant { slug: Some(slug("harbour")), ..one.clone() }).await?;
    tx.finish(Records::of_changes([Change::Tenant(one.id)]), at(1)).await?;
    let changed = Changed { tenants: vec![one.id, two.id], ..Changed::default() };
    let details = database.store.details(&changed).await?;
    let mut tx = database.store.read().await?;
    let all = tx.platform().await?.directory_tenants().await?;
    for (id, found) in details.tenants {
        let found = found.ok_or("no such tenant")?;
        assert!(all.contains(&found));
        let has_slug = id == one.id;
        assert_eq!(found.slug, has_slug.then(|| slug("harbour")));
        assert_eq!(found.path_closes_at, has_slug.then(|| at(5)));
        assert_eq!(found.domains.len(), usize::from(has_slug));
    }
    Ok(())
}
