//! Addresses that were kept before those with unseen characters were refused. Asked in this process, where a test can
//! write such a row.

use marketplace::{Error, Origin};
use model::{
    ids::PersonId,
    person::{Email, Person},
};
use serde_json::json;
use store::Store;
use wire::account::{AcceptInvitation, Me, SignIn};

use super::expiry;
use crate::harness::{Outcome, on_both_databases, people::token_of};

const PASSWORD: &str = "Quiet-Lantern-River-7";
const KEPT: &str = "an\u{200b}n@example.org";

on_both_databases! { who_has_such_an_address_signs_in }

/// As a page sends it.
fn typed(email: &str, password: &str) -> Outcome<SignIn> {
    Ok(serde_json::from_value(json!({"email": email, "password": password}))?)
}

async fn who_has_such_an_address_signs_in(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let seen: Email = "ann@example.org".parse()?;
    let link = marketplace.operators().invite_from_the_console(&seen).await?.link;
    let request = AcceptInvitation {
        token: token_of(&link).into(),
        name: Some("Ann Example".into()),
        password: PASSWORD.into(),
    };
    Box::pin(marketplace.invitations().accept(request, Origin::default())).await?;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    let people = tx.platform().await?.people();
    let (ann, hash) = people.by_email(&seen).await?.ok_or("no Ann")?;
    let other = Person { id: PersonId::new(1, &[1; 10]), email: Email::kept(KEPT)?, ..ann };
    people.insert(&other, hash.as_ref()).await?;
    tx.commit_unrecorded().await?;

    let started =
        Box::pin(marketplace.sessions().sign_in(typed(KEPT, PASSWORD)?, &Origin::default())).await?;
    assert_eq!(started.me.id, other.id);
    // The page can read who that is.
    let me: Me = serde_json::from_value(serde_json::to_value(&started.me)?)?;
    assert_eq!(me, started.me);
    for (email, password) in [(KEPT, "Another-Lantern-River-8"), ("a\u{200b}nn@example.org", PASSWORD)] {
        let refused =
            Box::pin(marketplace.sessions().sign_in(typed(email, password)?, &Origin::default())).await;
        assert!(matches!(refused, Err(Error::SignedOut)), "{email:?}: {refused:?}");
    }
    Ok(())
}
