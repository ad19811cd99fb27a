use std::collections::HashMap;

use model::{
    audit::AuditChain,
    ids::{PersonId, SessionId},
    person::{Invitation, InvitedTo, Session},
    role::{PublisherRole, TenantRole},
};
use sea_orm::ConnectionTrait;
use store::{
    Error,
    people::{Inviter, PasswordHash},
};

use crate::{
    counts::past_walls,
    harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both, person, publisher},
};

on_both! {
    a_person_survives_the_round_trip an_address_is_taken_once a_session_lives_until_it_expires
    the_sessions_of_a_person when_people_were_last_seen
    a_session_in_use_is_waited_for a_role_is_held_in_a_session names_are_read_without_passwords
    emptiness_ends_with_the_first_person addresses_from_before_todays_rules_are_read
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
    assert_eq!(people.lock(ann.id).await?, Some((found.clone(), hash.clone())));
    assert_eq!(people.lock_shared(ann.id).await?, Some((found.clone(), hash.clone())));
    assert!(found.operator);
    assert_eq!(hash, Some(password.clone()));
    assert_eq!(format!("{password:?}"), "PasswordHash");

    let unknown = id!(PersonId);
    assert!(matches!(people.set_operator(unknown, true).await, Err(Error::NotFound)));
    assert_eq!(people.by_id(unknown).await?, None);
    assert_eq!(people.lock_shared(unknown).await?, None);
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

/// Until ten seconds.
fn session(person: PersonId) -> Session {
    let from = Some("192.0.2.1".to_owned());
    Session {
        id: id!(SessionId),
        person,
        device: "Firefox on Linux".into(),
        created_at: at(0),
        created_from: from.clone(),
        last_seen_at: at(0),
        last_seen_from: from,
        expires_at: at(10),
    }
}

async fn a_session_lives_until_it_expires(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let session = session(ann.id);
    let token = [9; 32];
    let mut tx = database.store.begin().await?;
    let sessions = tx.platform().await?.sessions();
    sessions.insert(&session, &token).await?;
    assert_eq!(sessions.find(&token, at(9)).await?, Some((session.clone(), ann)));
    assert_eq!(sessions.find(&token, at(10)).await?, None);
    assert_eq!(sessions.find(&[8; 32], at(9)).await?, None);
    assert!(sessions.lock_shared(session.id, at(9)).await?);
    assert!(!sessions.lock_shared(session.id, at(10)).await?);
    assert!(!sessions.lock_shared(id!(SessionId), at(9)).await?);

    sessions.touch(session.id, at(5), Some("2001:db8::7"), at(15)).await?;
    let (touched, _) = sessions.find(&token, at(10)).await?.ok_or("no session")?;
    assert_eq!((touched.last_seen_at, touched.expires_at), (at(5), at(15)));
    assert_eq!(touched.last_seen_from.as_deref(), Some("2001:db8::7"));
    assert_eq!(touched.created_from, session.created_from);
    assert_eq!(sessions.delete_expired(at(14)).await?, 0);
    assert_eq!(sessions.delete_expired(at(15)).await?, 1);
    assert!(matches!(sessions.touch(session.id, at(16), None, at(17)).await, Err(Error::NotFound)));
    Ok(())
}

/// Of Bob no session is listed or ended.
async fn the_sessions_of_a_person(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let (first, second, third, of_bob) = (session(ann.id), session(ann.id), session(ann.id), session(bob.id));
    let mut tx = database.store.begin().await?;
    let sessions = tx.platform().await?.sessions();
    for (session, token) in [(&first, [1; 32]), (&second, [2; 32]), (&third, [3; 32]), (&of_bob, [4; 32])] {
        sessions.insert(session, &token).await?;
    }
    let (now, before) = (at(5), at(-1));
    let ids = async || -> Result<Vec<SessionId>, Error> {
        Ok(sessions.of_person(ann.id, now, before).await?.into_iter().map(|one| one.id).collect())
    };
    assert_eq!(ids().await?, [third.id, second.id, first.id]);
    assert_eq!(sessions.lock_of_person(ann.id, now, before).await?, [first.id, second.id, third.id]);
    assert!(sessions.of_person(ann.id, at(10), before).await?.is_empty(), "they have expired");
    assert!(sessions.of_person(ann.id, now, at(0)).await?.is_empty(), "they were not used since");

    sessions.touch(first.id, at(4), None, at(10)).await?;
    sessions.keep_latest(ann.id, 2).await?;
    assert_eq!(ids().await?, [third.id, first.id], "the second is the oldest of those not used since");
    sessions.delete_by_token(&[3; 32]).await?;
    sessions.delete_by_token(&[9; 32]).await?;
    assert_eq!(ids().await?, [first.id]);
    sessions.delete_all(&[first.id, second.id]).await?;
    assert!(ids().await?.is_empty());
    assert_eq!(sessions.of_person(bob.id, now, before).await?, [of_bob]);
    Ok(())
}

/// By the session that was used last; of whoever has none nothing is known.
async fn when_people_were_last_seen(database: Database) -> Outcome {
    let [ann, bob, eve] = insert_people(&database.store).await?;
    let (first, second, of_bob) = (session(ann.id), session(ann.id), session(bob.id));
    let mut tx = database.store.begin().await?;
    let sessions = tx.platform().await?.sessions();
    for (session, token) in [(&first, [1; 32]), (&second, [2; 32]), (&of_bob, [3; 32])] {
        sessions.insert(session, &token).await?;
    }
    sessions.touch(first.id, at(4), None, at(10)).await?;
    let all = [ann.id, bob.id, eve.id];
    assert_eq!(sessions.last_seen(all).await?, HashMap::from([(ann.id, at(4)), (bob.id, at(0))]));
    sessions.delete(first.id).await?;
    assert_eq!(sessions.last_seen([ann.id]).await?, HashMap::from([(ann.id, at(0))]));
    assert_eq!(sessions.last_seen([]).await?, HashMap::new());
    Ok(())
}

/// Whoever ends a session finds all that was done in it.
async fn a_session_in_use_is_waited_for(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let session = session(ann.id);
    let mut tx = database.store.begin().await?;
    tx.platform().await?.sessions().insert(&session, &[9; 32]).await?;
    tx.commit_unrecorded().await?;

    let mut using = database.store.begin().await?;
    assert!(using.platform().await?.sessions().lock_shared(session.id, at(9)).await?);
    let store = database.store.clone();
    let ending = tokio::spawn(async move {
        let mut tx = store.begin().await?;
        let ended = tx.platform().await?.sessions().delete_of_person(ann.id).await?;
        tx.commit_unrecorded().await?;
        Ok::<_, Error>(ended)
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!ending.is_finished());
    using.commit_unrecorded().await?;
    assert_eq!(ending.await??, 1);
    let mut late = database.store.begin().await?;
    assert!(!late.platform().await?.sessions().lock_shared(session.id, at(9)).await?);
    Ok(())
}

/// One statement finds the role by way of the session.
async fn a_role_is_held_in_a_session(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic, harbour] = insert_tenants(&database.store).await?;
    let (acme, sandbox) = publisher("Acme");
    let (of_ann, of_bob) = (session(ann.id), session(bob.id));
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.sessions().insert(&of_ann, &[1; 32]).await?;
    platform.sessions().insert(&of_bob, &[2; 32]).await?;
    platform.publishers().insert(&acme, &sandbox).await?;
    platform.publishers().add_member(acme.id, ann.id, PublisherRole::Developer, at(1)).await?;
    platform.tenants().add_member(clinic.id, ann.id, TenantRole::Viewer, at(1)).await?;
    platform.people().set_operator(ann.id, true).await?;

    let shared = tx.shared();
    let role = shared.publishers().lock_role(acme.id, of_ann.id, at(9)).await?;
    assert_eq!(role, Some(PublisherRole::Developer));
    assert_eq!(shared.publishers().lock_role(acme.id, of_ann.id, at(10)).await?, None, "it has ended");
    assert_eq!(shared.publishers().lock_role(acme.id, of_bob.id, at(9)).await?, None);
    assert!(shared.people().lock_operator(of_ann.id, at(9)).await?);
    assert!(!shared.people().lock_operator(of_ann.id, at(10)).await?);
    assert!(!shared.people().lock_operator(of_bob.id, at(9)).await?);

    let rows = tx.within(clinic.id).await?;
    assert_eq!(rows.lock_role(None, of_ann.id, at(9)).await?, Some(TenantRole::Viewer));
    assert_eq!(rows.lock_role(None, of_ann.id, at(10)).await?, None);
    assert_eq!(rows.lock_role(None, id!(SessionId), at(9)).await?, None);
    assert_eq!(tx.within(harbour.id).await?.lock_role(None, of_ann.id, at(9)).await?, None);
    let rows = tx.within(sandbox.id).await?;
    let (role, sent) = store::sent(rows.lock_role(Some(acme.id), of_ann.id, at(9))).await;
    assert_eq!((role?, sent.len()), (Some(TenantRole::Admin), 1), "{sent:#?}");
    Ok(())
}

/// Lists, names and rights need no hash; only whoever verifies a password reads it.
async fn names_are_read_without_passwords(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let (acme, sandbox) = publisher("Acme");
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.publishers().insert(&acme, &sandbox).await?;
    let people = platform.people();
    people.set_operator(ann.id, true).await?;
    let reading = async {
        let inviter = Inviter { name: ann.name.clone(), operator: true };
        let known = people.inviters([ann.id, id!(PersonId)]).await?;
        assert_eq!(known, HashMap::from([(ann.id, inviter)]));
        assert_eq!(people.of_email(&bob.email).await?, Some(bob.clone()));
        assert_eq!(people.names([bob.id]).await?, HashMap::from([(bob.id, bob.name.clone())]));
        people.by_id(ann.id).await?;
        people.operators().await?;
        people.lock_operators().await?;
        people.lock_operator(id!(SessionId), at(0)).await?;
        platform.tenants().members(&clinic).await?;
        platform.publishers().members(acme.id).await?;
        platform.sessions().find(&[9; 32], at(0)).await.map(drop)
    };
    let (read, sent): (Result<(), Error>, _) = store::sent(reading).await;
    read?;
    let hashes: Vec<_> = sent.iter().filter(|sql| sql.contains("password_hash")).collect();
    assert!(sent.len() >= 10 && hashes.is_empty(), "{hashes:#?}");
    Ok(())
}

async fn emptiness_ends_with_the_first_person(database: Database) -> Outcome {
    assert!(database.store.is_empty().await?);
    let [_ann] = insert_people(&database.store).await?;
    assert!(!database.store.is_empty().await?);
    Ok(())
}

/// No one writes such an address any more; whoever has one is still in every list.
async fn addresses_from_before_todays_rules_are_read(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let invitation = Invitation {
        id: id!(InvitationId),
        email: "new@example.org".parse().expect("an address"),
        to: InvitedTo::Operator,
        created_by: None,
        created_at: at(0),
        expires_at: at(10),
        mailed: false,
    };
    let mut tx = database.store.begin().await?;
    tx.platform().await?.invitations().insert(&invitation, &[3; 32]).await?;
    tx.commit_unrecorded().await?;
    let hidden = "an\u{200b}n@example.org";
    let raw = past_walls(&database.url).await?;
    for table in ["people", "invitations"] {
        raw.execute_unprepared(&format!("UPDATE {table} SET email = '{hidden}'")).await?;
    }
    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    assert_eq!(platform.people().by_id(ann.id).await?.ok_or("no Ann")?.email.as_str(), hidden);
    let pending = platform.invitations().of(AuditChain::Platform).await?;
    assert_eq!(pending.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), [hidden]);
    assert!(hidden.parse::<model::person::Email>().is_err());
    Ok(())
}
