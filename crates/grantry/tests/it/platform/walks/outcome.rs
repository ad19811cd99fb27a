//! What is so after a step, compared with the reference.

use std::{collections::BTreeSet, fmt::Debug};

use marketplace::Error;
use model::connection::{Connection, ConnectionState};
use token_service::Standing;

use super::{
    access::{Access, State},
    link_steps,
    reference::{Answer, Reference},
    sandbox,
    steps::At,
    taking::Walk,
    workload_steps,
};
use crate::harness::Outcome;

pub fn same<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: it is {found:?}, and {expected:?} was promised").into())
}

/// An answer that says no. What is no one's fault but ours is none.
pub fn refused(error: Error) -> Outcome<Answer> {
    match error {
        Error::Internal(_) | Error::Unavailable(_) => Err(error.into()),
        _ => Ok(Answer::Refused),
    }
}

pub async fn agree(walk: &mut Walk<'_>, reference: &Reference) -> Outcome {
    walk.world.service.catch_up().await;
    Box::pin(sandbox::compare(walk, reference)).await?;
    for at in 0..reference.tenants.len() {
        let access = &reference.tenants[at];
        let found = walk.world.connection(at, walk.app).await?;
        same("whether there is a connection", &found.is_some(), &access.known)?;
        if let Some((connection, secrets)) = found {
            compare(walk, &connection, access)?;
            let there = access.secrets.iter().filter(|secret| !secret.gone).count();
            same("the number of secrets", &secrets, &there)?;
            if !walk.connections.contains(&connection.id) {
                walk.connections.push(connection.id);
            }
        }
        compare_secrets(walk, at, access, reference.now).await?;
        Box::pin(workload_steps::compare(walk, at, reference)).await?;
        compare_token(walk, at, access, reference.now).await?;
        Box::pin(link_steps::compare(walk, at, access, reference.now)).await?;
    }
    Ok(())
}

fn compare(walk: &Walk<'_>, connection: &Connection, access: &Access) -> Outcome {
    let state = match &connection.state {
        ConnectionState::Awaiting => State::Awaiting,
        ConnectionState::Declined { .. } => State::Declined,
        ConnectionState::Blocked { .. } => State::Blocked,
        ConnectionState::Active => State::Connected(BTreeSet::new()),
        ConnectionState::Paused { by } => State::Connected(by.clone()),
        ConnectionState::Deleted => State::Deleted,
    };
    same("the state", &state, &access.state)?;
    let granted: BTreeSet<_> = connection.granted.iter().map(|scope| scope.as_str()).collect();
    same("the grant", &granted, &access.granted)?;
    if access.is_connected() {
        same("the version", &connection.version, &access.version)?;
        same("the end", &connection.ends_at, &access.ends.map(|end| walk.after(end)))?;
    }
    Ok(())
}

/// Each secret that was made for the present client gives a token, or none.
async fn compare_secrets(walk: &mut Walk<'_>, at: At, access: &Access, now: i64) -> Outcome {
    same("the number of secrets that were shown", &walk.issued[at].len(), &access.secrets.len())?;
    let mut working = 0;
    for (index, secret) in access.secrets.iter().enumerate() {
        let got = walk.world.token(&walk.issued[at][index]).await?;
        let expected = access.is_live(now) && secret.works(now);
        same(&format!("whether secret {} works", index + 1), &got.is_some(), &expected)?;
        let Some(got) = got else { continue };
        working += 1;
        walk.hold(at, access, &got)?;
    }
    let replaced = access.secrets.iter().rev().skip(1);
    let overlaps = replaced.filter(|secret| secret.works(now)).count() > 0;
    if working > 1 + usize::from(overlaps) {
        return Err(format!("{working} secrets work").into());
    }
    Ok(())
}

/// A token from before is good as long as its access is live and nothing has revoked it.
async fn compare_token(walk: &Walk<'_>, at: At, access: &Access, now: i64) -> Outcome {
    let (Some(held), Some(issued)) = (&walk.tokens[at], walk.issued[at].first()) else { return Ok(()) };
    let standing = walk.world.standing(issued, &held.claims).await?;
    let good = access.is_live(now) && held.epoch == access.epoch;
    let expected = if good { Standing::Active } else { Standing::Revoked };
    same("the token from before", &standing, &expected)
}
