//! The same access changed by many at the same time: what they are told, what is so then, and what the history says
//! agree.

use futures_util::future::join_all;
use marketplace::{Error, Origin};
use model::{
    audit::AuditAction,
    connection::ConnectionState,
    ids::{AppId, ConnectionId},
    scope::ScopeName,
};
use serde_json::Value;
use store::Listing;
use token_service::Standing;
use wire::{
    access::EditAccess,
    account::OpenSecretLink,
    admin::Allow,
    secrets::{NewSecretLink, Regenerate},
    stops::Pause,
};

use super::{
    access::{ALWAYS, CHOICES},
    node::Issued,
    outcome::{refused, same},
    world::World,
};
use crate::harness::{Outcome, claims, on_both_databases, people::token_of};

on_both_databases! { changes_at_the_same_time_leave_one_truth }

/// So many allow the same app, and regenerate the same secret.
const ALLOWING: usize = 50;
const REGENERATING: usize = 20;
/// So many open the same link.
const OPENING: usize = 20;
/// Token requests while access is disabled.
const REQUESTS: usize = 1_000;
/// Apps of which access is edited while a version is published and it is paused.
const EDITED: usize = 5;

async fn changes_at_the_same_time_leave_one_truth(url: &str) -> Outcome {
    let world = Box::pin(World::open(url)).await?;
    let races = async {
        let app = Box::pin(world.app()).await?;
        let (id, first) = Box::pin(allow(&world, app, ALLOWING)).await?;
        let one = Box::pin(regenerate(&world, app, id, first)).await?;
        let one = Box::pin(end_and_retire(&world, app, id, one)).await?;
        Box::pin(open(&world, id, &one)).await?;
        let one = Box::pin(open_and_regenerate(&world, app, id, one)).await?;
        Box::pin(disable(&world, id, &one)).await?;
        for _ in 0..EDITED {
            Box::pin(edit_publish_pause(&world)).await?;
        }
        Outcome::Ok(())
    };
    Box::pin(world.at_work(races)).await
}

/// What was done; the others were refused.
fn done<T>(answers: impl IntoIterator<Item = Result<T, Error>>) -> Outcome<Vec<T>> {
    let mut done = Vec::new();
    for answer in answers {
        match answer {
            Ok(answer) => done.push(answer),
            Err(error) => {
                refused(error)?;
            }
        }
    }
    Ok(done)
}

/// How many events of the connection have this action in its tenant's history.
async fn told(world: &World, id: ConnectionId, action: AuditAction) -> Outcome<usize> {
    let mut tx = world.store.read().await?;
    let audit = tx.within(world.tenants[0]).await?.audit();
    let entries = audit.of_connection(id, &Listing::first(1_000)).await?.items;
    Ok(entries.iter().filter(|entry| entry.action.known() == Some(action)).count())
}

async fn working(world: &World, secrets: &[Issued]) -> Outcome<Vec<Issued>> {
    world.service.catch_up().await;
    let mut working = Vec::new();
    for one in secrets {
        if world.token(one).await?.is_some() {
            working.push(one.clone());
        }
    }
    Ok(working)
}

/// So many admins at once; one of them does it.
async fn allow(world: &World, app: AppId, many: usize) -> Outcome<(ConnectionId, Issued)> {
    let mut admins = Vec::new();
    for _ in 0..many {
        admins.push(world.admin(0).await?);
    }
    let optional: ScopeName = CHOICES[1].parse()?;
    let allow = |by| {
        let optional_scopes = vec![optional.clone()];
        let request = Allow { version: 1, details_revision: 1, optional_scopes, ends_at: None };
        world.here().decisions().allow(by, app, request)
    };
    let allowed = done(join_all(admins.iter().map(allow)).await)?;
    same("those who allowed", &allowed.len(), &1)?;
    let id = allowed[0].connection.id;
    same("the events", &told(world, id, AuditAction::ConnectionAllowed).await?, &1)?;
    let issued = vec![Issued::of(&allowed[0].credential)?];
    let working = working(world, &issued).await?;
    Ok((id, working.into_iter().next().ok_or("the one secret does not work")?))
}

/// At once, and then with an overlap. The secret in force.
async fn regenerate(world: &World, app: AppId, id: ConnectionId, first: Issued) -> Outcome<Issued> {
    let (mut secrets, mut regenerated) = (vec![first], 0);
    for (keep_old_hours, most) in [(None, 1), (Some(1), 2), (None, 1)] {
        world.market.clock.forward(1);
        let mut admins = Vec::new();
        for _ in 0..REGENERATING {
            admins.push(world.admin(0).await?);
        }
        let connections = world.here().tenant_connections();
        let regenerate = |by| connections.regenerate_secret(by, id, Regenerate { keep_old_hours });
        let issued = done(join_all(admins.iter().map(regenerate)).await)?;
        regenerated += issued.len();
        for one in &issued {
            secrets.push(Issued::of(one)?);
        }
        let (_, rows) = world.connection(0, app).await?.ok_or("no connection")?;
        let working = working(world, &secrets).await?;
        if issued.is_empty() || rows > most || working.len() != rows {
            let (made, works) = (issued.len(), working.len());
            return Err(format!("{made} were made, {rows} are there, {works} work").into());
        }
        secrets = working;
    }
    same("the events", &told(world, id, AuditAction::SecretRegenerated).await?, &regenerated)?;
    secrets.pop().ok_or_else(|| "no secret".into())
}

/// The end of an overlap comes while a person retires the old secret. The secret in force.
async fn end_and_retire(world: &World, app: AppId, id: ConnectionId, old: Issued) -> Outcome<Issued> {
    let here = world.here();
    world.market.clock.forward(1);
    let overlap = Regenerate { keep_old_hours: Some(1) };
    let new = here.tenant_connections().regenerate_secret(&world.admin(0).await?, id, overlap).await?;
    let new = Issued::of(&new)?;
    world.market.clock.forward(60);
    let member = world.member(0).await?;
    let client = here.tenant_connections().get(&member, id).await?.client.ok_or("no client")?;
    let replaced = client.secrets.iter().find(|secret| secret.replaced).ok_or("no old secret")?.id;
    let (ends, secrets, admin) = (here.secret_ends(), here.tenant_secrets(), member.admin()?);
    let (settled, also_settled, retired) =
        tokio::join!(ends.settle(), ends.settle(), secrets.retire(&admin, old.client, replaced));
    settled.and(also_settled)?;
    if let Err(error) = retired {
        refused(error)?;
    }
    same("the events", &told(world, id, AuditAction::SecretRetired).await?, &1)?;
    same("the secrets", &world.connection(0, app).await?.ok_or("no connection")?.1, &1)?;
    let working = working(world, &[old, new]).await?;
    same("the secrets that work", &working.len(), &1)?;
    working.into_iter().next().ok_or_else(|| "no secret works".into())
}

/// The token of a new link to the secret.
async fn link(world: &World, one: &Issued) -> Outcome<OpenSecretLink> {
    let request = NewSecretLink { secret: one.secret.as_str().into(), hours: 1 };
    let made = world.here().tenant_secrets().make_link(&world.admin(0).await?, one.client, request).await?;
    Ok(OpenSecretLink { token: token_of(&made.link).into() })
}

/// One of them sees the secret.
async fn open(world: &World, id: ConnectionId, one: &Issued) -> Outcome {
    let (link, origin) = (link(world, one).await?, Origin::default());
    let opened = (0..OPENING).map(|_| world.here().secret_links().open(link.clone(), &origin));
    let opened = done(join_all(opened).await)?;
    same("those who saw the secret", &opened.len(), &1)?;
    let is_shown = opened[0].credential.client_secret.as_ref() == Some(&one.secret);
    same("whether they saw it", &is_shown, &true)?;
    same("the events", &told(world, id, AuditAction::SecretLinkOpened).await?, &1)
}

/// Whoever opens the link comes first, or sees nothing. The secret in force.
async fn open_and_regenerate(world: &World, app: AppId, id: ConnectionId, old: Issued) -> Outcome<Issued> {
    let before = told(world, id, AuditAction::SecretLinkOpened).await?;
    let (link, origin, admin) = (link(world, &old).await?, Origin::default(), world.admin(0).await?);
    let (links, at_once) = (world.here().secret_links(), Regenerate { keep_old_hours: None });
    let connections = world.here().tenant_connections();
    let (opened, regenerated) =
        tokio::join!(links.open(link.clone(), &origin), connections.regenerate_secret(&admin, id, at_once),);
    let (opened, new) = (done([opened])?, Issued::of(&regenerated?)?);
    let is_shown = opened.iter().all(|one| one.credential.client_secret.as_ref() == Some(&old.secret));
    same("whether no other secret was shown", &is_shown, &true)?;
    let after = told(world, id, AuditAction::SecretLinkOpened).await?;
    same("the events", &after, &(before + opened.len()))?;
    same("whether it opens later", &done([Box::pin(links.open(link, &origin)).await])?.is_empty(), &true)?;
    same("the secrets", &world.connection(0, app).await?.ok_or("no connection")?.1, &1)?;
    let working = working(world, &[old, new]).await?;
    same("the secrets that work", &working.len(), &1)?;
    working.into_iter().next().ok_or_else(|| "no secret works".into())
}

/// No token that was got meanwhile outlives it; none comes back when the access does.
async fn disable(world: &World, id: ConnectionId, issued: &Issued) -> Outcome {
    let (here, by) = (world.here(), world.admin(0).await?);
    let request = async {
        let mut got = Vec::new();
        for _ in 0..REQUESTS {
            got.extend(world.token(issued).await?);
            tokio::task::yield_now().await;
        }
        Outcome::Ok(got)
    };
    let pause = async {
        let paused = here.tenant_connections().pause(&by, id, Pause { reason: "Why not".into() }).await;
        // As the node does that answers.
        world.service.catch_up().await;
        paused
    };
    let (paused, got) = tokio::join!(pause, request);
    paused?;
    let got = got?;
    if got.is_empty() {
        return Err("no request came before".into());
    }
    are_revoked(world, issued, &got).await?;
    same("whether it gets a token", &world.token(issued).await?.is_some(), &false)?;
    here.tenant_connections().resume(&world.admin(0).await?, id).await?;
    world.service.catch_up().await;
    same("whether it gets a token again", &world.token(issued).await?.is_some(), &true)?;
    are_revoked(world, issued, &got).await
}

async fn are_revoked(world: &World, issued: &Issued, tokens: &[Value]) -> Outcome {
    for token in tokens {
        let claims = claims(token["access_token"].as_str().unwrap_or_default())?;
        same("a token from before", &world.standing(issued, &claims).await?, &Standing::Revoked)?;
    }
    Ok(())
}

/// Whoever comes first, nothing is held that the newest version does not ask for.
async fn edit_publish_pause(world: &World) -> Outcome {
    let (here, market) = (world.here(), &world.market);
    let app = Box::pin(world.app()).await?;
    let (id, issued) = Box::pin(allow(world, app, 1)).await?;
    let before = world.connection(0, app).await?.ok_or("no connection")?.0;
    let optional_scopes = vec![CHOICES[1].parse()?];
    let edit = EditAccess { revision: before.revision, optional_scopes, ends_at: None };
    let (admin, other, developer) =
        (world.admin(0).await?, world.admin(0).await?, world.market.developer().await?);
    let version = market.version(1, &[ALWAYS], &[CHOICES[0]])?;
    let connections = here.tenant_connections();
    let (edited, published, paused) = tokio::join!(
        connections.edit_access(&admin, id, edit),
        here.versions().publish(&developer, app, version),
        connections.pause(&other, id, Pause { reason: "Why not".into() }),
    );
    let edits = done([edited])?.len();
    let published = done([published])?.len();
    let pauses = done([paused])?.len();
    let after = world.connection(0, app).await?.ok_or("no connection")?.0;
    same("an edit's event", &told(world, id, AuditAction::ConnectionAccessChanged).await?, &edits)?;
    same("a pause's event", &told(world, id, AuditAction::ConnectionPaused).await?, &pauses)?;
    let holds = |scope: &str| after.granted.iter().any(|held| held.as_str() == scope);
    same("whether it holds what is no longer asked for", &holds(CHOICES[1]), &(published == 0))?;
    same("what was narrowed", &told(world, id, AuditAction::ConnectionNarrowed).await?, &published)?;
    let is_paused = matches!(after.state, ConnectionState::Paused { .. });
    same("whether it is stopped", &is_paused, &(pauses == 1))?;
    world.service.catch_up().await;
    same("whether it gets a token", &world.token(&issued).await?.is_some(), &(pauses == 0))
}
