use store::{
    Error, Records,
    made_once::{Claim, KeptAnswer, KeyOf, MadeBefore},
};

use crate::harness::{Database, Outcome, at, insert_people, on_both};

on_both! {
    a_key_makes_one_thing keys_of_others_are_other_keys a_key_is_known_for_a_time a_twin_waits_for_the_first
}

fn claim(person: model::ids::PersonId, key: &str, seconds: i64) -> Claim {
    let of = KeyOf { person, acts_for: "platform".into(), key: key.into() };
    Claim { of, operation: "apis_create".into(), request_hash: vec![1; 32], at: at(seconds) }
}

fn kept(claim: &Claim, answer: &str, secret_hidden: bool) -> KeptAnswer {
    KeptAnswer { of: claim.of.clone(), answer: answer.into(), secret_hidden }
}

async fn a_key_makes_one_thing(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let claim = claim(ann.id, "k", 10);
    let mut tx = database.store.begin().await?;
    let once = tx.platform().await?.made_once();
    assert_eq!(once.claim(&claim, at(0)).await?, None);
    once.keep(&kept(&claim, "{}", true)).await?;
    tx.commit_unrecorded().await?;
    let mut tx = database.store.begin().await?;
    let again = tx.platform().await?.made_once().claim(&claim, at(0)).await?;
    let operation = "apis_create".into();
    let made = MadeBefore { operation, request_hash: vec![1; 32], answer: "{}".into(), secret_hidden: true };
    assert_eq!(again, Some(made));
    Ok(())
}

async fn keys_of_others_are_other_keys(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let once = tx.platform().await?.made_once();
    assert_eq!(once.claim(&claim(ann.id, "k", 10), at(0)).await?, None);
    assert_eq!(once.claim(&claim(bob.id, "k", 10), at(0)).await?, None);
    assert_eq!(once.claim(&claim(ann.id, "K", 10), at(0)).await?, None);
    let mut elsewhere = claim(ann.id, "k", 10);
    elsewhere.of.acts_for = "ten_x".into();
    assert_eq!(once.claim(&elsewhere, at(0)).await?, None);
    elsewhere.of.acts_for = "unknown".into();
    assert!(matches!(once.keep(&kept(&elsewhere, "{}", false)).await, Err(Error::NotFound)));
    Ok(())
}

async fn a_key_is_known_for_a_time(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let once = tx.platform().await?.made_once();
    assert_eq!(once.claim(&claim(ann.id, "k", 10), at(0)).await?, None);
    assert!(once.claim(&claim(ann.id, "k", 11), at(9)).await?.is_some());
    assert_eq!(once.claim(&claim(ann.id, "k", 20), at(10)).await?, None, "made again");
    assert_eq!(once.claim(&claim(ann.id, "l", 30), at(0)).await?, None);
    assert_eq!(once.forget(at(19)).await?, 0);
    assert_eq!(once.forget(at(20)).await?, 1);
    assert_eq!(once.forget(at(40)).await?, 1);
    Ok(())
}

async fn a_twin_waits_for_the_first(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let claim = claim(ann.id, "k", 10);
    let mut first = database.store.begin().await?;
    assert_eq!(first.platform().await?.made_once().claim(&claim, at(0)).await?, None);
    let (store, same) = (database.store.clone(), claim.clone());
    let twin = tokio::spawn(async move {
        let mut tx = store.begin().await?;
        tx.platform().await?.made_once().claim(&same, at(0)).await
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!twin.is_finished());
    let answer = Some(kept(&claim, "\"first\"", false));
    first.finish(Records { answer, ..Records::default() }, at(11)).await?;
    assert_eq!(twin.await??.map(|made| made.answer).as_deref(), Some("\"first\""));
    Ok(())
}
