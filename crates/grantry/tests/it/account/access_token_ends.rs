//! Access tokens end by themselves and with an operator's reset. Asked in this process, where a test can move the clock.

use marketplace::{Marketplace, Origin};
use model::access_token::TokenScope;
use wire::account::{AcceptInvitation, MadeAccessToken, NewAccessToken};

use super::expiry;
use crate::harness::{Outcome, on_both_databases, people::token_of};

on_both_databases! { a_token_lasts_its_days a_reset_ends_tokens }

fn from(address: &str) -> Origin {
    Origin { address: Some(address.to_owned()), ..Origin::default() }
}

/// A token of a new operator, for a day.
async fn token(marketplace: &Marketplace) -> Outcome<MadeAccessToken> {
    let invited = marketplace.operators().invite_from_the_console(&"ann@example.org".parse()?).await?;
    let request = AcceptInvitation {
        token: token_of(&invited.link).into(),
        name: Some("Ann Example".into()),
        password: "Quiet-Lantern-River-7".into(),
    };
    let ann = Box::pin(marketplace.invitations().accept(request, from("192.0.2.1"))).await?;
    let who = marketplace.sessions().signed_in(&ann.bearer, &from("192.0.2.1")).await?;
    let scopes = vec![TokenScope::Read];
    let request = NewAccessToken { name: "Sync".into(), scopes, days: 1, networks: Vec::new() };
    Ok(marketplace.access_tokens().make(&who, request, &from("192.0.2.1")).await?)
}

async fn works(marketplace: &Marketplace, token: &str) -> bool {
    marketplace.access_tokens().signed_in(token, &from("192.0.2.2")).await.is_ok()
}

/// However long it was not used: unlike a session it is never idle.
async fn a_token_lasts_its_days(url: &str) -> Outcome {
    let (marketplace, clock) = expiry::marketplace(url).await?;
    let made = token(&marketplace).await?;
    clock.forward(24 * 60 - 1);
    let holder = marketplace.access_tokens().signed_in(&made.token, &from("192.0.2.2")).await?;
    let listed = marketplace.access_tokens().list(&holder.who).await?.items;
    assert_eq!(listed[0].last_used_from.as_deref(), Some("192.0.2.2"));
    assert_eq!(listed[0].ends_at, made.access_token.ends_at, "its use does not lengthen it");
    clock.forward(1);
    assert!(!works(&marketplace, &made.token).await);
    assert!(marketplace.access_tokens().list(&holder.who).await?.items.is_empty());
    Ok(())
}

async fn a_reset_ends_tokens(url: &str) -> Outcome {
    let (marketplace, _) = expiry::marketplace(url).await?;
    let made = token(&marketplace).await?;
    assert!(works(&marketplace, &made.token).await);
    marketplace.operators().reset_from_the_console(&"ann@example.org".parse()?).await?;
    assert!(!works(&marketplace, &made.token).await);
    Ok(())
}
