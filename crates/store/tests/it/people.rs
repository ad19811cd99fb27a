use model::{
    person::{Invitation, InvitedTo, Session},
    role::TenantRole,
};
use store::{Error, people::PasswordHash};

use crate::harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both, person};

on_both! {
    a_person_survives_the_round_trip an_address_is_taken_once a_session_lives_until_it_expires
    an_invitation_is_accepted_once emptiness_ends_with_the_first_person
}

async fn a_person_survives_the_round_trip(database: Database) -> Outcome {
    let ann = person();
    let mut tx = database.store.begin().await?;
    let people = tx.platform().await?.people();
    people.insert(&ann, None).await?;
    assert_eq!(people.by_id(ann.id).await?, Some(ann.clone()));
    assert_eq!(people.by_email(&ann.email).await?, Some((ann.clone(), None)));

    let password = PasswordHash::new("$argon2id$secret".into());
    people.set_password(ann.id, &password).await?;
    assert!(!people.has_operator().await?);
    people.set_operator(ann.id, true).await?;
    assert!(people.has_operator().await?);
    let (found, hash) = people.by_email(&ann.email).await?.ok_or("no Ann")?;
    assert!(found.operator);
    assert_eq!(hash, Some(password.clone()));
    assert_eq!(format!("{password:?}"), "PasswordHash");

    let nobody = id!(PersonId);
    assert!(matches!(people.set_operator(nobody, true).await, Err(Error::NotFound)));
    assert_eq!(people.by_id(nobody).await?, None);
    Ok(())
}

async fn an_address_is_taken_once(database: Database) -> Outcome {
    let ann = person();
    let mut twin = person();
    twin.email = ann.email.clone();
    let mut tx = database.store.begin().await?;
    let people = tx.platform().await?.people();
    people.insert(&ann, None).await?;
    match people.insert(&twin, None).await {
        Err(Error::Conflict { what }) => assert_eq!(what, "people.email"),
        other => panic!("{other:?}"),
    }
    Ok(())
}

async fn a_session_lives_until_it_expires(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let session = Session {
        id: id!(SessionId),
        person: ann.id,
        created_at: at(0),
        last_seen_at: at(0),
        expires_at: at(10),
    };
    let token = [9; 32];
    let mut tx = database.store.begin().await?;
    let sessions = tx.platform().await?.sessions();
    sessions.insert(&session, &token).await?;
    assert_eq!(sessions.find(&token, at(9)).await?, Some((session.clone(), ann)));
    assert_eq!(sessions.find(&token, at(10)).await?, None);
    assert_eq!(sessions.find(&[8; 32], at(9)).await?, None);

    sessions.touch(session.id, at(5), at(15)).await?;
    let (touched, _) = sessions.find(&token, at(10)).await?.ok_or("no session")?;
    assert_eq!((touched.last_seen_at, touched.expires_at), (at(5), at(15)));
    assert_eq!(sessions.delete_expired(at(14)).await?, 0);
    assert_eq!(sessions.delete_expired(at(15)).await?, 1);
    assert!(matches!(sessions.touch(session.id, at(16), at(17)).await, Err(Error::NotFound)));
    Ok(())
}

async fn an_invitation_is_accepted_once(database: Database) -> Outcome {
    let [clinic] = insert_tenants(&database.store).await?;
    let invitation = |to| Invitation {
        id: id!(InvitationId),
        email: "new@example.org".parse().expect("an address"),
        to,
        created_at: at(0),
        expires_at: at(10),
    };
    let admin = invitation(InvitedTo::Tenant(clinic.id, TenantRole::Admin));
    let operator = invitation(InvitedTo::Operator);
    let mut tx = database.store.begin().await?;
    let invitations = tx.platform().await?.invitations();
    invitations.insert(&admin, &[1; 32], None).await?;
    invitations.insert(&operator, &[2; 32], None).await?;
    assert_eq!(invitations.find(&[1; 32], at(9)).await?, Some(admin.clone()));
    assert_eq!(invitations.find(&[2; 32], at(9)).await?, Some(operator.clone()));
    assert_eq!(invitations.find(&[1; 32], at(10)).await?, None);
    assert_eq!(invitations.of_tenant(clinic.id, at(1)).await?, vec![admin.clone()]);

    assert!(matches!(invitations.accept(operator.id, at(10)).await, Err(Error::LostRace)));
    invitations.accept(admin.id, at(3)).await?;
    assert!(matches!(invitations.accept(admin.id, at(4)).await, Err(Error::LostRace)));
    assert_eq!(invitations.find(&[1; 32], at(5)).await?, None);
    assert!(invitations.of_tenant(clinic.id, at(5)).await?.is_empty());
    Ok(())
}

async fn emptiness_ends_with_the_first_person(database: Database) -> Outcome {
    assert!(database.store.is_empty().await?);
    let [_ann] = insert_people(&database.store).await?;
    assert!(!database.store.is_empty().await?);
    Ok(())
}
