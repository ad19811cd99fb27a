//! A restore begins a new epoch: what was given out before it is good nowhere.

use std::time::Duration;

use demo_api::IDENTIFIER;
use grantry_guard::{Presented, ResourceServer, Verifier};
use model::role::TenantRole;
use serde_json::{Value, json};
use wire::{catalogue, operator, page::Page, paths};

use super::{restore::started, timed_on_both};
use crate::harness::{Kind, Outcome, Partner, Person, Stage, within_a_second};

timed_on_both! {
    what_was_given_out_before_a_restore_is_revoked
    the_same_where_other_means_have_restored
}

/// What people and programs hold when the database is lost.
struct Before {
    partner: Partner,
    token: String,
    guard: Verifier,
    server: (String, String),
    session: Person,
    /// A link that was used after the backup, and one that was not.
    links: [String; 2],
    /// Where someone stood in the feed.
    place: String,
    /// To a new password for the owner.
    password_link: String,
    kids: Vec<String>,
}

async fn resource_server(stage: &Stage) -> Outcome<(String, String)> {
    let apis: Page<catalogue::Api> = stage.operator.read(&paths::operator::apis()).await?;
    let api = apis.items.into_iter().find(|api| api.identifier == IDENTIFIER).ok_or("no demo API")?;
    let path = paths::operator::resource_servers(api.id);
    let made: operator::RegisteredResourceServer =
        stage.operator.create(&path, json!({"name": "Practice"})).await?;
    Ok((made.resource_server.id.to_string(), made.client_secret))
}

async fn kids(stage: &Stage) -> Outcome<Vec<String>> {
    let body: Value = stage.anonymous.get("/oauth2/jwks").await?.ok(200)?.json()?;
    let kid = |key: &Value| key["kid"].as_str().map(str::to_owned);
    Ok(body["keys"].as_array().into_iter().flatten().filter_map(kid).collect())
}

async fn active(stage: &Stage, server: &(String, String), token: &str) -> Outcome<bool> {
    let request = stage.anonymous.request(reqwest::Method::POST, "/oauth2/introspect");
    let request = request.basic_auth(&server.0, Some(&server.1)).form(&[("token", token)]);
    let body: Value = stage.anonymous.send(request).await?.ok(200)?.json()?;
    Ok(body["active"] == true)
}

/// What the feed says until it has caught up, to someone who last heard of `place`.
async fn heard(stage: &Stage, server: &(String, String), place: Option<&str>) -> Outcome<String> {
    let request = stage.anonymous.request(reqwest::Method::GET, "/oauth2/feed");
    let request = request.basic_auth(&server.0, Some(&server.1));
    let request = match place {
        Some(place) => request.header("last-event-id", place),
        None => request,
    };
    let (mut feed, mut told) = (request.send().await?.error_for_status()?, String::new());
    while !told.contains("event: caught-up") {
        told += std::str::from_utf8(&feed.chunk().await?.ok_or("the feed ended")?)?;
    }
    Ok(told)
}

async fn takes(guard: &Verifier, token: &str) -> u16 {
    let access = guard.verify(&Presented::bearer(token)).await;
    access.map_or_else(|rejected| rejected.status(), |_| 200)
}

async fn before(stage: &Stage) -> Outcome<Before> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let partner = Partner::new(&stage.anonymous, &tenant.allow(app.id, &[]).await?.credential);
    within_a_second(async || partner.gets_token().await).await?;
    let server = resource_server(stage).await?;
    within_a_second(async || Ok(active(stage, &server, "x").await.is_ok())).await?;
    let token = partner.token().await?;
    let connected = ResourceServer::new(&stage.anonymous.base, &server.0, &server.1)?;
    let guard = Verifier::connected(&connected, IDENTIFIER)?;
    within_a_second(async || Ok(takes(&guard, &token).await == 200)).await?;
    assert!(active(stage, &server, &token).await? && partner.is_alive(&token).await?);
    let told = heard(stage, &server, None).await?;
    let place = told.rsplit_once("id: ").and_then(|(_, rest)| rest.lines().next());
    let place = place.ok_or_else(|| format!("the feed names no place: {told}"))?.to_owned();
    assert!(!heard(stage, &server, Some(&place)).await?.contains("event: reset"), "the place is known");
    let mut links = Vec::new();
    for _ in 0..2 {
        links.push(tenant.invite(TenantRole::Admin, &Person::new_email("admin")).await?.link);
    }
    let lost = json!({"email": tenant.owner.me.email});
    let password_link: operator::PasswordLink =
        stage.operator.create(&paths::operator::password_links(), lost).await?;
    Ok(Before {
        partner,
        token,
        guard,
        session: tenant.owner.clone(),
        links: [links[0].clone(), links[1].clone()],
        password_link: password_link.link,
        kids: kids(stage).await?,
        place,
        server,
    })
}

/// Nothing of it is good any more, and what is asked for again is.
async fn is_over(stage: &Stage, before: &Before) -> Outcome {
    assert_eq!(before.session.get(&paths::account::session()).await?.status, 401, "the session has ended");
    for link in &before.links {
        let body = json!({"token": crate::harness::people::token_of(link), "name": "Ann", "password": Person::new_password()});
        let answer = stage.anonymous.post(&paths::account::accept_invitation(), body).await?;
        assert!((400..500).contains(&answer.status), "the link lives: {answer:?}");
    }
    let look = json!({"token": crate::harness::people::token_of(&before.password_link)});
    stage.anonymous.post(&paths::account::look_at_password_link(), look).await?.ok(404)?;
    within_a_second(async || Ok(!before.partner.is_alive(&before.token).await?)).await?;
    within_a_second(async || Ok(!active(stage, &before.server, &before.token).await?)).await?;
    let now = kids(stage).await?;
    assert!(!now.is_empty() && now.iter().all(|kid| !before.kids.contains(kid)), "{now:?}");
    // Who followed the feed of before has heard of another log, and is told so before anything else.
    within_a_second(async || {
        Ok(heard(stage, &before.server, Some(&before.place)).await?.starts_with("event: reset\n"))
    })
    .await?;
    // The guard has its keys and its place in the feed from before, and finds back by itself.
    let renewed = before.partner.token().await?;
    let began = std::time::Instant::now();
    while takes(&before.guard, &renewed).await != 200 {
        assert!(began.elapsed() < Duration::from_secs(20), "the guard does not find back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(takes(&before.guard, &before.token).await, 401, "a guard that has found back refuses it");
    assert!(active(stage, &before.server, &renewed).await? && before.partner.is_alive(&renewed).await?);
    Ok(())
}

async fn what_was_given_out_before_a_restore_is_revoked(kind: Kind) -> Outcome {
    let (console, stage) = started(kind).await?;
    let before = before(&stage).await?;
    let backup = console.back_up("backup")?;
    Person::join(&stage.anonymous, &before.links[0]).await?;
    stage.server().end().await?;
    let there = console.elsewhere()?;
    there.run(&["restore", &backup])?;
    let server = there.serve_at(&stage.server().base).await?;
    is_over(&stage, &before).await?;
    server.stop().await
}

/// On PostgreSQL with the nodes running: each hears of it within a second.
async fn the_same_where_other_means_have_restored(kind: Kind) -> Outcome {
    let (console, stage) = started(kind).await?;
    let before = before(&stage).await?;
    let mut restarted = None;
    if kind == Kind::Sqlite {
        let refused = console.refused(&["restore", "--in-place"])?;
        assert!(refused.contains("another Grantry"), "{refused}");
        stage.server().end().await?;
    }
    let printed = console.run(&["restore", "--in-place"])?;
    assert!(printed.contains("A new epoch has begun"), "{printed}");
    if kind == Kind::Sqlite {
        restarted = Some(console.serve_at(&stage.server().base).await?);
    }
    is_over(&stage, &before).await?;
    drop(restarted);
    Ok(())
}
