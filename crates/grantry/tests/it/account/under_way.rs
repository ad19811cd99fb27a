//! What is under way when a password, or the rights of a link's maker, change. Asked in this process, beside a transaction
//! that makes the change: the request begins before its end, and has to wait for it.

use std::time::Duration;

use marketplace::{Error, Marketplace, Origin, Started};
use model::{
    audit::{AuditAction, AuditChain},
    ids::{InvitationId, PersonId},
    person::{Email, Invitation, InvitedTo},
};
use store::{Store, Tx, people::PasswordHash};
use wire::{
    account::{AcceptInvitation, LookAtInvitation, LookAtPasswordLink, SignIn, UsePasswordLink},
    activity::HistoryQuery,
    operator::NewPasswordLink,
};

use super::expiry;
use crate::harness::{Outcome, on_both_databases, people::token_of};

const PASSWORD: &str = "Quiet-Lantern-River-7";

/// Time enough for a request to have read what is committed.
const A_MOMENT: Duration = Duration::from_millis(300);

on_both_databases! {
    a_sign_in_ends_with_its_password a_sign_in_ends_with_its_address joining_ends_with_the_password
    joining_ends_with_the_address sign_ins_wait_for_other_changes
    a_link_ends_with_its_makers_rights one_link_that_is_used_ends_the_others
    a_link_that_ends_meanwhile_is_not_made_again
}

/// An account that came by the console's link.
async fn operator(marketplace: &Marketplace, email: &str) -> Outcome<Started> {
    let invited = marketplace.operators().invite_from_the_console(&email.parse()?).await?;
    let request = AcceptInvitation {
        token: token_of(&invited.link).into(),
        name: Some("Ann Example".into()),
        password: PASSWORD.into(),
    };
    Ok(Box::pin(marketplace.invitations().accept(request, Origin::default())).await?)
}

async fn sign_in(marketplace: &Marketplace, email: &Email, password: &str) -> Result<Started, Error> {
    let request = SignIn { email: email.clone(), password: password.into() };
    Box::pin(marketplace.sessions().sign_in(request, &Origin::default())).await
}

/// Another password, as of the end of the transaction.
async fn set_another(tx: &mut Tx, person: PersonId) -> Result<(), store::Error> {
    let another = PasswordHash::new("$argon2id$another".to_owned());
    tx.platform().await?.people().set_password(person, &another).await
}

async fn commit_later(tx: Tx) -> Result<(), store::Error> {
    tokio::time::sleep(A_MOMENT).await;
    tx.commit_unrecorded().await
}

async fn a_sign_in_ends_with_its_password(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let ann = operator(&marketplace, "ann@example.org").await?.me;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    set_another(&mut tx, ann.id).await?;
    let (signed_in, committed) = tokio::join!(sign_in(&marketplace, &ann.email, PASSWORD), commit_later(tx));
    committed?;
    assert!(matches!(signed_in, Err(Error::SignedOut)), "{signed_in:?}");
    Ok(())
}

async fn a_sign_in_ends_with_its_address(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let ann = operator(&marketplace, "ann@example.org").await?.me;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    tx.platform().await?.people().set_email(ann.id, &"ann@quay.example".parse()?).await?;
    let (signed_in, committed) = tokio::join!(sign_in(&marketplace, &ann.email, PASSWORD), commit_later(tx));
    committed?;
    assert!(matches!(signed_in, Err(Error::SignedOut)), "{signed_in:?}");
    Ok(())
}

async fn joining_ends_with_the_password(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let ann = operator(&marketplace, "ann@example.org").await?.me;
    let link = marketplace.operators().invite_from_the_console(&ann.email).await?.link;
    let token = token_of(&link);
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    set_another(&mut tx, ann.id).await?;
    let request = AcceptInvitation { token: token.into(), name: None, password: PASSWORD.into() };
    let accept = Box::pin(marketplace.invitations().accept(request, Origin::default()));
    let (accepted, committed) = tokio::join!(accept, commit_later(tx));
    committed?;
    assert!(matches!(accepted, Err(Error::Invalid(_))), "{accepted:?}");
    marketplace.invitations().look_at(LookAtInvitation { token: token.into() }, &Origin::default()).await?;
    Ok(())
}

async fn joining_ends_with_the_address(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let ann = operator(&marketplace, "ann@example.org").await?.me;
    let link = marketplace.operators().invite_from_the_console(&ann.email).await?.link;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    tx.platform().await?.people().set_email(ann.id, &"ann@quay.example".parse()?).await?;
    let request = AcceptInvitation { token: token_of(&link).into(), name: None, password: PASSWORD.into() };
    let accept = Box::pin(marketplace.invitations().accept(request, Origin::default()));
    let (accepted, committed) = tokio::join!(accept, commit_later(tx));
    committed?;
    assert!(matches!(accepted, Err(Error::Conflict(_))), "{accepted:?}");
    Ok(())
}

/// A new name is no new password, and two who sign in to the same account do not hinder each other.
async fn sign_ins_wait_for_other_changes(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let ann = operator(&marketplace, "ann@example.org").await?.me;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    tx.platform().await?.people().set_name(ann.id, "Ann Other").await?;
    let both = async {
        tokio::join!(sign_in(&marketplace, &ann.email, PASSWORD), sign_in(&marketplace, &ann.email, PASSWORD))
    };
    let ((one, other), committed) = tokio::join!(both, commit_later(tx));
    committed?;
    assert_eq!((one?.me.name.as_str(), other?.me.name.as_str()), ("Ann Other", "Ann Other"));
    Ok(())
}

async fn a_link_ends_with_its_makers_rights(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let from = Origin::default();
    let maker = operator(&marketplace, "olga@example.org").await?;
    let lost = operator(&marketplace, "bob@example.org").await?.me;
    let by = marketplace
        .as_operator(marketplace.sessions().signed_in(&maker.bearer, &from).await?, from.clone())?;
    let request = NewPasswordLink { email: lost.email.clone() };
    let token = token_of(&marketplace.password_links().make(&by, request).await?.link).to_owned();
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    let people = tx.platform().await?.people();
    people.lock(lost.id).await?;
    people.set_operator(maker.me.id, false).await?;
    let use_it = || {
        let password = "Another-Lantern-River-8".into();
        let request = UsePasswordLink { token: token.as_str().into(), password };
        Box::pin(marketplace.password_links().use_link(request, Origin::default()))
    };
    let (used, committed) = tokio::join!(use_it(), commit_later(tx));
    committed?;
    assert!(matches!(used, Err(Error::NotFound)), "{used:?}");
    sign_in(&marketplace, &lost.email, PASSWORD).await?;
    // No one has taken the link back, and it is none.
    let look = || LookAtPasswordLink { token: token.as_str().into() };
    let looked = marketplace.password_links().look_at(look(), &from).await;
    assert!(matches!(looked, Err(Error::NotFound)), "{looked:?}");
    assert!(matches!(use_it().await, Err(Error::NotFound)));
    let mut tx = beside.begin().await?;
    tx.platform().await?.people().set_operator(maker.me.id, true).await?;
    tx.commit_unrecorded().await?;
    marketplace.password_links().look_at(look(), &from).await?;
    use_it().await?;
    Ok(())
}

/// The other was made at the same time, and neither has ended the other.
async fn one_link_that_is_used_ends_the_others(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let from = Origin::default();
    let email: Email = "ann@example.org".parse()?;
    let link = marketplace.operators().invite_from_the_console(&email).await?;
    let other = Invitation {
        id: InvitationId::new(1, &[9; 10]),
        email: email.clone(),
        to: InvitedTo::Operator,
        created_by: None,
        created_at: link.expires_at,
        expires_at: link.expires_at,
        mailed: false,
    };
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    tx.platform().await?.invitations().insert(&other, &[9; 32]).await?;
    tx.commit_unrecorded().await?;
    let request = AcceptInvitation {
        token: token_of(&link.link).into(),
        name: Some("Ann Example".into()),
        password: PASSWORD.into(),
    };
    let ann = Box::pin(marketplace.invitations().accept(request, Origin::default())).await?;
    let by = marketplace.as_operator(marketplace.sessions().signed_in(&ann.bearer, &from).await?, from)?;
    let mut history = marketplace.histories().of_platform(&by, HistoryQuery::default()).await?.items;
    history.retain(|entry| entry.action == AuditAction::InvitationEnded);
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].object_name.as_str(), history[0].actor_id), (email.as_str(), Some(ann.me.id)));
    assert_eq!(history[0].detail.as_deref(), Some("As operator: another link was used"));
    Ok(())
}

async fn a_link_that_ends_meanwhile_is_not_made_again(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let from = Origin::default();
    let olga = operator(&marketplace, "olga@example.org").await?;
    marketplace.operators().invite_from_the_console(&"bob@example.org".parse()?).await?;
    let by = marketplace.as_operator(marketplace.sessions().signed_in(&olga.bearer, &from).await?, from)?;
    let mut waiting = marketplace.invitations().list(&by, AuditChain::Platform).await?.items;
    let bobs = waiting.pop().ok_or("no one is invited")?;
    let beside = Store::connect(&store::Settings::new(url)).await?;
    let mut tx = beside.begin().await?;
    assert!(tx.platform().await?.invitations().end(bobs.id, bobs.created_at).await?);
    let renew = Box::pin(marketplace.invitations().renew(&by, bobs.id));
    let (renewed, committed) = tokio::join!(renew, commit_later(tx));
    committed?;
    let renewed = renewed.map(drop);
    assert!(matches!(renewed, Err(Error::NotFound)), "{renewed:?}");
    assert!(marketplace.invitations().list(&by, AuditChain::Platform).await?.items.is_empty());
    Ok(())
}
