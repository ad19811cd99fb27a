//! Where and when a session was last seen, and when it is listed no longer. Asked in this process, where a test can move the
//! clock.

use marketplace::Origin;
use wire::account::{AcceptInvitation, SessionView, SignIn};

use super::expiry;
use crate::harness::{Outcome, on_both_databases, people::token_of};

const PASSWORD: &str = "Quiet-Lantern-River-7";

on_both_databases! { a_session_says_where_it_was_seen }

fn from(address: &str) -> Origin {
    Origin { address: Some(address.to_owned()), ..Origin::default() }
}

async fn a_session_says_where_it_was_seen(url: &str) -> Outcome {
    let (marketplace, clock) = expiry::marketplace(url).await?;
    let invited = marketplace.operators().invite_from_the_console(&"ann@example.org".parse()?).await?;
    let request = AcceptInvitation {
        token: token_of(&invited.link).into(),
        name: Some("Ann Example".into()),
        password: PASSWORD.into(),
    };
    let ann = Box::pin(marketplace.invitations().accept(request, from("192.0.2.1"))).await?;
    let seen = async |address: &str| -> Outcome<Vec<SessionView>> {
        let who = marketplace.sessions().signed_in(&ann.bearer, &from(address)).await?;
        Ok(marketplace.sessions().list(&who).await?.items)
    };
    let before = seen("192.0.2.2").await?;
    assert_eq!(before[0].last_seen_from.as_deref(), Some("192.0.2.1"), "not each request writes");
    clock.forward(1);
    let after = seen("192.0.2.2").await?;
    assert_eq!(after[0].last_seen_from.as_deref(), Some("192.0.2.2"));
    assert_eq!(after[0].created_from.as_deref(), Some("192.0.2.1"));
    assert!(after[0].last_seen_at > before[0].last_seen_at);

    let sign_in = SignIn { email: ann.me.email.clone(), password: PASSWORD.into() };
    Box::pin(marketplace.sessions().sign_in(sign_in, &from("192.0.2.3"))).await?;
    clock.forward(119);
    assert_eq!(seen("192.0.2.2").await?.len(), 2);
    clock.forward(1);
    let left = seen("192.0.2.2").await?;
    assert!(left.len() == 1 && left[0].current, "the other was idle for too long: {left:?}");
    Ok(())
}
