//! Ends of secrets, the policy of a tenant, and one-time links to secrets.

use model::{
    credential::{CredentialOwner, Secret},
    ids::PersonId,
    scope::ScopeSet,
    tenant::Tenant,
};
use store::{Error, Tx, secret_links::SecretLink, secrets::SecretHash};

use crate::{
    connections::{credential, secret},
    harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both},
};

on_both! {
    a_secret_is_due_once_and_goes_with_its_links
    a_link_is_found_by_its_token_until_it_ends
    a_policy_is_set_at_a_revision
}

/// Secrets of one credential that the tenant owns itself; the last is the newest.
async fn with_secrets<const N: usize>(
    tx: &mut Tx,
    tenant: &Tenant,
    person: PersonId,
) -> store::Result<[Secret; N]> {
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: ScopeSet::default() };
    let own = credential(tenant, owner, person);
    let rows = tx.within(tenant.id).await?;
    rows.credentials().insert(&own).await?;
    let secrets: [Secret; N] =
        std::array::from_fn(|_| Secret { expires_at: None, notice_at: None, ..secret(own.id, person) });
    for (number, one) in (1..).zip(&secrets) {
        rows.secrets().insert(one, SecretHash::new(vec![number; 36])).await?;
    }
    Ok(secrets)
}

fn link(tenant: &Tenant, to: &Secret, by_developer: bool) -> SecretLink {
    SecretLink {
        id: id!(SecretLinkId),
        tenant: tenant.id,
        credential: to.credential,
        secret: to.id,
        by_developer,
        created_by: to.created_by,
        created_at: at(5),
        expires_at: at(50),
    }
}

async fn a_secret_is_due_once_and_goes_with_its_links(database: Database) -> Outcome {
    let ([ann], [clinic, harbour]) =
        (insert_people(&database.store).await?, insert_tenants(&database.store).await?);
    let mut tx = database.store.begin().await?;
    let [old, kept, new]: [Secret; 3] = with_secrets(&mut tx, &clinic, ann.id).await?;
    let rows = tx.within(clinic.id).await?;
    rows.secrets().set_end(old.id, at(30), Some(at(20))).await?;
    rows.secrets().set_end(kept.id, at(30), Some(at(10))).await?;
    rows.secret_links().insert(&link(&clinic, &old, false), &[1; 32], vec![1]).await?;
    rows.secret_links().insert(&link(&clinic, &new, true), &[2; 32], vec![2]).await?;
    let due = |secret: &Secret| (clinic.id, secret.credential, secret.id);
    let all = tx.platform().await?.secrets();
    assert_eq!(all.due(at(9), 9).await?, []);
    assert_eq!(all.due(at(20), 9).await?, [due(&kept), due(&old)]);
    assert_eq!(all.due(at(20), 1).await?, [due(&kept)]);

    let rows = tx.within(clinic.id).await?;
    rows.secrets().set_notice(kept.id, None).await?;
    let found = rows.secrets().by_hash(new.credential, &SecretHash::new(vec![1; 36])).await?;
    let ended = Secret { expires_at: Some(at(30)), notice_at: Some(at(20)), ..old.clone() };
    assert_eq!(found, Some(ended));
    rows.secrets().delete(old.id).await?;
    assert!(matches!(rows.secrets().delete(old.id).await, Err(Error::NotFound)));
    let links = rows.secret_links().of(new.credential, at(9)).await?;
    assert_eq!(
        links.iter().map(|link| link.secret).collect::<Vec<_>>(),
        [new.id],
        "one went with its secret"
    );
    rows.secrets().delete_others(&new).await?;
    assert_eq!(rows.secrets().of(std::slice::from_ref(&new.credential)).await?, std::slice::from_ref(&new));
    assert_eq!(tx.platform().await?.secrets().due(at(99), 9).await?, []);
    let elsewhere = tx.within(harbour.id).await?;
    assert!(matches!(elsewhere.secrets().set_notice(new.id, None).await, Err(Error::NotFound)));
    assert_eq!(elsewhere.secrets().by_hash(new.credential, &SecretHash::new(vec![3; 36])).await?, None);
    Ok(())
}

async fn a_link_is_found_by_its_token_until_it_ends(database: Database) -> Outcome {
    let ([ann], [clinic, harbour]) =
        (insert_people(&database.store).await?, insert_tenants(&database.store).await?);
    let mut tx = database.store.begin().await?;
    let [secret]: [Secret; 1] = with_secrets(&mut tx, &clinic, ann.id).await?;
    let (first, second) = (link(&clinic, &secret, false), link(&clinic, &secret, true));
    let rows = tx.within(clinic.id).await?;
    rows.secret_links().insert(&first, &[1; 32], vec![7]).await?;
    rows.secret_links().insert(&second, &[2; 32], vec![8]).await?;
    assert_eq!(rows.secret_links().of(secret.credential, at(49)).await?, [second.clone(), first.clone()]);
    assert_eq!(rows.secret_links().count(secret.credential, at(49)).await?, 2);
    assert_eq!(rows.secret_links().of(secret.credential, at(50)).await?, []);
    let all = tx.platform().await?.secret_links();
    assert_eq!(all.find(&[1; 32], at(49)).await?, Some((first.clone(), vec![7])));
    assert_eq!(all.find(&[1; 32], at(50)).await?, None);
    assert_eq!(all.find(&[3; 32], at(9)).await?, None);

    let elsewhere = tx.within(harbour.id).await?;
    assert_eq!(elsewhere.secret_links().of(secret.credential, at(9)).await?, []);
    assert!(!elsewhere.secret_links().delete(first.id).await?);
    let rows = tx.within(clinic.id).await?;
    assert!(rows.secret_links().delete(first.id).await?);
    assert!(!rows.secret_links().delete(first.id).await?, "once");
    let platform = tx.platform().await?;
    platform.secret_links().delete_expired(at(49)).await?;
    assert!(platform.secret_links().find(&[2; 32], at(9)).await?.is_some());
    assert_eq!(platform.withdraw_all_links().await?, 1);
    assert_eq!(platform.secret_links().find(&[2; 32], at(9)).await?, None);
    Ok(())
}

async fn a_policy_is_set_at_a_revision(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let tenants = tx.platform().await?.tenants();
    let set = tenants.set_secret_days(&Tenant { secret_days: Some(90), ..clinic.clone() }).await?;
    assert_eq!((set.secret_days, set.revision), (Some(90), clinic.revision + 1));
    assert_eq!(tenants.get(clinic.id).await?, Some(set.clone()));
    assert!(matches!(tenants.set_secret_days(&clinic).await, Err(Error::LostRace)));
    let lifted = tenants.set_secret_days(&Tenant { secret_days: None, ..set }).await?;
    assert_eq!(tenants.get(clinic.id).await?, Some(lifted));
    Ok(())
}
