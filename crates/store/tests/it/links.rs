//! Links that people get: each works once, and the newest alone.

use model::{
    audit::AuditChain,
    person::{Email, Invitation, InvitedTo},
    role::TenantRole,
};
use store::{
    Error, address_changes::AddressChange, password_links::PasswordLink, pending_sign_ins::PendingSignIn,
};
use uuid::Uuid;

use crate::harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both};

on_both! {
    an_invitation_is_accepted_once a_link_to_a_new_password_is_its_makers
    a_mailed_link_takes_the_place_of_the_mailed_one a_change_of_address_is_used_once
    a_sign_in_waits_for_so_many_tries
}

async fn an_invitation_is_accepted_once(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let invitation = |to| Invitation {
        id: id!(InvitationId),
        email: "new@example.org".parse().expect("an address"),
        to,
        created_by: None,
        created_at: at(0),
        expires_at: at(10),
        mailed: false,
    };
    let admin = Invitation { mailed: true, ..invitation(InvitedTo::Tenant(clinic.id, TenantRole::Admin)) };
    let operator = invitation(InvitedTo::Operator);
    let mut tx = database.store.begin().await?;
    let invitations = tx.platform().await?.invitations();
    invitations.insert(&admin, &[7; 32]).await?;
    invitations.insert(&operator, &[2; 32]).await?;
    assert!(!invitations.set_token(operator.id, &[8; 32], at(9)).await?, "it is not mailed");
    assert!(!invitations.set_token(admin.id, &[8; 32], at(10)).await?, "it is too old");
    assert!(invitations.set_token(admin.id, &[1; 32], at(9)).await?);
    assert_eq!(invitations.find(&[7; 32], at(9)).await?, None);
    assert_eq!(invitations.find(&[1; 32], at(9)).await?, Some(admin.clone()));
    assert_eq!(invitations.find(&[2; 32], at(9)).await?, Some(operator.clone()));
    assert_eq!(invitations.find(&[1; 32], at(10)).await?, None);
    assert_eq!(invitations.of(AuditChain::Tenant(clinic.id)).await?, vec![admin.clone()]);

    assert_eq!(invitations.mailed_since(admin.to, at(-1), 9).await?, vec![admin.email.clone()]);
    assert!(invitations.mailed_since(admin.to, at(0), 9).await?.is_empty(), "it was made before");
    assert!(invitations.mailed_since(operator.to, at(-1), 9).await?.is_empty(), "it is not mailed");

    assert!(matches!(invitations.accept(operator.id, at(10)).await, Err(Error::LostRace)));
    invitations.accept(admin.id, at(3)).await?;
    assert!(matches!(invitations.accept(admin.id, at(4)).await, Err(Error::LostRace)));
    assert_eq!(invitations.find(&[1; 32], at(5)).await?, None);
    assert!(!invitations.set_token(admin.id, &[8; 32], at(5)).await?, "it was accepted");
    assert!(invitations.of(AuditChain::Tenant(clinic.id)).await?.is_empty());
    Ok(())
}

async fn a_link_to_a_new_password_is_its_makers(database: Database) -> Outcome {
    let [ann, olga] = insert_people(&database.store).await?;
    let link =
        PasswordLink { person: ann.id, created_by: Some(olga.id), created_at: at(0), expires_at: at(10) };
    let mut tx = database.store.begin().await?;
    let links = tx.platform().await?.password_links();
    links.insert(&link, &[1; 32]).await?;
    assert_eq!(links.find(&[1; 32], at(9)).await?, Some(link));
    assert_eq!(links.find(&[1; 32], at(10)).await?, None);
    assert_eq!(links.find(&[2; 32], at(9)).await?, None);
    links.delete_made_by(ann.id).await?;
    assert_eq!(links.find(&[1; 32], at(9)).await?, Some(link));
    links.delete_made_by(olga.id).await?;
    assert_eq!(links.find(&[1; 32], at(9)).await?, None);
    links.insert(&link, &[2; 32]).await?;
    assert!(links.take(&[2; 32]).await?);
    assert!(!links.take(&[2; 32]).await?);
    Ok(())
}

async fn a_change_of_address_is_used_once(database: Database) -> Outcome {
    let [ann, olga] = insert_people(&database.store).await?;
    let quay: Email = "ann@quay.example".parse()?;
    let change = |number: u128| AddressChange {
        id: Uuid::from_u128(number),
        person: ann.id,
        former: ann.email.clone(),
        email: quay.clone(),
        used: false,
        expires_at: at(10),
    };
    let mut tx = database.store.begin().await?;
    let changes = tx.platform().await?.address_changes();
    changes.insert(&change(1), at(0)).await?;
    changes.set_token(change(1).id, &[1; 32]).await?;
    assert_eq!(changes.find(&[1; 32], at(9)).await?, Some(change(1)));
    assert_eq!(changes.find(&[1; 32], at(10)).await?, None);
    // Another takes its place.
    changes.insert(&change(2), at(1)).await?;
    assert_eq!(changes.by_id(change(1).id).await?, None);
    changes.set_token(change(2).id, &[2; 32]).await?;
    assert!(changes.take(&[2; 32], at(2)).await?);
    assert!(!changes.take(&[2; 32], at(2)).await?);
    // The one that was used stays for the warning, whatever ends those that wait.
    changes.insert(&change(3), at(3)).await?;
    changes.delete_waiting_of(olga.id).await?;
    assert!(changes.by_id(change(3).id).await?.is_some());
    changes.delete_waiting_of(ann.id).await?;
    assert_eq!(changes.by_id(change(3).id).await?, None);
    assert_eq!(changes.by_id(change(2).id).await?, Some(AddressChange { used: true, ..change(2) }));
    assert!(matches!(changes.set_token(change(2).id, &[3; 32]).await, Err(Error::NotFound)));
    changes.delete_over(at(86_410)).await?;
    assert!(changes.by_id(change(2).id).await?.is_some(), "it ended no more than a day ago");
    changes.delete_over(at(86_411)).await?;
    assert_eq!(changes.by_id(change(2).id).await?, None);

    let people = tx.platform().await?.people();
    people.set_email(ann.id, &quay).await?;
    assert_eq!(people.of_email(&ann.email).await?, None);
    match people.set_email(olga.id, &quay).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "people.email"),
        other => panic!("{other:?}"),
    }
    Ok(())
}

/// One that was asked for by mail ends the one before, and never an operator's.
async fn a_mailed_link_takes_the_place_of_the_mailed_one(database: Database) -> Outcome {
    let [ann, olga] = insert_people(&database.store).await?;
    let mailed = PasswordLink { person: ann.id, created_by: None, created_at: at(0), expires_at: at(10) };
    let made = PasswordLink { created_by: Some(olga.id), ..mailed };
    let mut tx = database.store.begin().await?;
    let links = tx.platform().await?.password_links();
    links.insert(&made, &[1; 32]).await?;
    links.insert(&mailed, &[2; 32]).await?;
    links.insert(&mailed, &[3; 32]).await?;
    assert_eq!(links.find(&[1; 32], at(9)).await?, Some(made));
    assert_eq!(links.find(&[2; 32], at(9)).await?, None);
    assert_eq!(links.find(&[3; 32], at(9)).await?, Some(mailed));
    links.delete_mailed_of(ann.id).await?;
    assert_eq!(links.find(&[1; 32], at(9)).await?, Some(made));
    assert_eq!(links.find(&[3; 32], at(9)).await?, None);
    links.insert(&mailed, &[3; 32]).await?;
    links.insert(&made, &[4; 32]).await?;
    assert_eq!(links.find(&[3; 32], at(9)).await?, None);
    Ok(())
}

async fn a_sign_in_waits_for_so_many_tries(database: Database) -> Outcome {
    let [ann, olga] = insert_people(&database.store).await?;
    let tx = database.store.begin().await?;
    let waiting = tx.shared().pending_sign_ins();
    let of_ann = PendingSignIn { person: ann.id, by_link: true, expires_at: at(10) };
    let of_olga = PendingSignIn { person: olga.id, by_link: false, expires_at: at(20) };
    waiting.insert(&of_ann, &[1; 32], at(0)).await?;
    waiting.insert(&of_olga, &[2; 32], at(0)).await?;
    for _ in 0..10 {
        assert_eq!(waiting.count_try(&[1; 32], at(9)).await?, Some(of_ann));
    }
    assert_eq!(waiting.count_try(&[1; 32], at(9)).await?, None, "it was tried too often");
    assert_eq!(waiting.count_try(&[2; 32], at(20)).await?, None, "it has expired");
    assert_eq!(waiting.count_try(&[3; 32], at(0)).await?, None, "it is unknown");
    waiting.delete_of(ann.id).await?;
    assert!(!waiting.take(&[1; 32]).await?);
    assert!(waiting.take(&[2; 32]).await?);
    assert!(!waiting.take(&[2; 32]).await?);
    Ok(())
}
