//! APIs elsewhere: the guard as a resource server of its own, over the feed and introspection.

use std::time::{Duration, Instant};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use demo_api::IDENTIFIER;
use grantry_guard::{Feed, Keys, Presented, ResourceServer, Verifier};
use model::token::TokenFormat;
use serde_json::json;
use wire::{catalogue, operator, page::Page, paths};

use super::{HELD, NOT_HELD};
use crate::harness::{Outcome, Partner, Stage, change_of, next, within_a_second};

crate::harness::on_both! {
    shared:
        a_feed_ends_with_its_resource_server
        unknown_credentials_let_nothing_pass;
}

crate::harness::timed_on_both! {
    shared:
        a_jwt_verified_offline_ends_with_its_access
        one_token_is_revoked_alone
        a_guard_renews_its_connection_unnoticed;
    fresh:
        an_opaque_token_works_until_it_is_revoked
        a_retired_key_ends_all_that_it_signed;
}

/// The guard of the demo API, run by someone else.
struct Guard(Verifier);

impl Guard {
    async fn of_demo_api(stage: &Stage) -> Outcome<Self> {
        let made = register(stage).await?;
        Self::connect(stage, &made.resource_server.id.to_string(), &made.client_secret)
    }

    fn connect(stage: &Stage, id: &str, secret: &str) -> Outcome<Self> {
        let server = ResourceServer::new(&stage.anonymous.base, id, secret)?;
        Ok(Self(Verifier::connected(&server, IDENTIFIER)?))
    }

    /// 200, or the status of the refusal.
    async fn answer(&self, token: &str) -> u16 {
        let access = self.0.verify(&Presented::bearer(token)).await;
        access.map_or_else(|rejected| rejected.status(), |_| 200)
    }

    async fn knows(&self, token: &str, answer: u16) -> Outcome {
        within_a_second(async || Ok(self.answer(token).await == answer)).await
    }
}

async fn register(stage: &Stage) -> Outcome<operator::RegisteredResourceServer> {
    let body = json!({"name": format!("Practice API {}", next())});
    let path = paths::operator::resource_servers(demo_api_of(stage).await?.id);
    stage.operator.create(&path, body).await
}

async fn demo_api_of(stage: &Stage) -> Outcome<catalogue::Api> {
    let apis: Page<catalogue::Api> = stage.operator.read(&paths::operator::apis()).await?;
    Ok(apis.items.into_iter().find(|api| api.identifier == IDENTIFIER).ok_or("no demo API")?)
}

async fn a_jwt_verified_offline_ends_with_its_access(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[NOT_HELD]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let guard = Guard::of_demo_api(stage).await?;
    let (token, other) = (partner.token().await?, super::partner(stage).await?.token().await?);
    guard.knows(&token, 200).await?;
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    guard.knows(&token, 401).await?;
    assert_eq!(guard.answer(&other).await, 200, "the other's access lives");
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/resume")).await?.ok(200)?;
    let renewed = partner.token().await?;
    guard.knows(&renewed, 200).await?;
    assert_eq!(guard.answer(&token).await, 401, "what was revoked stays revoked");
    // One that comes later learns what happened before.
    let later = Guard::of_demo_api(stage).await?;
    later.knows(&renewed, 200).await?;
    assert_eq!(later.answer(&token).await, 401);
    Ok(())
}

async fn one_token_is_revoked_alone(stage: &Stage) -> Outcome {
    let (partner, guard) = (super::partner(stage).await?, Guard::of_demo_api(stage).await?);
    let (revoked, other) = (partner.token().await?, partner.token().await?);
    guard.knows(&revoked, 200).await?;
    let revoke = partner.client.request(reqwest::Method::POST, "/oauth2/revoke").form(&[("token", &revoked)]);
    let revoke = revoke.basic_auth(&partner.client_id, Some(&partner.client_secret));
    partner.client.send(revoke).await?.ok(200)?;
    guard.knows(&revoked, 401).await?;
    assert_eq!(guard.answer(&other).await, 200);
    Ok(())
}

async fn a_guard_renews_its_connection_unnoticed(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let token = Partner::new(&stage.anonymous, &allowed.credential).token().await?;
    let made = register(stage).await?;
    let id = made.resource_server.id.to_string();
    let server = ResourceServer::new(&stage.anonymous.base, &id, &made.client_secret)?;
    let guard = Guard(Verifier::connected(&server.renew_feed_after(Duration::from_secs(1)), IDENTIFIER)?);
    guard.knows(&token, 200).await?;
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2500) {
        assert_eq!(guard.answer(&token).await, 200, "after {:?}", began.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    guard.knows(&token, 401).await
}

async fn a_retired_key_ends_all_that_it_signed(stage: &Stage) -> Outcome {
    let (partner, guard) = (super::partner(stage).await?, Guard::of_demo_api(stage).await?);
    let token = partner.token().await?;
    guard.knows(&token, 200).await?;
    assert!(partner.is_alive(&token).await?);
    let header = token.split('.').next().unwrap_or_default();
    let header: serde_json::Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header)?)?;
    let kid = header["kid"].as_str().ok_or("no kid")?;
    stage.server().command(&["keys", "retire", kid])?;
    let (guards, demos) = tokio::join!(
        guard.knows(&token, 401),
        within_a_second(async || Ok(!partner.is_alive(&token).await?))
    );
    guards?;
    demos?;
    let renewed = partner.token().await?;
    guard.knows(&renewed, 200).await?;
    assert!(partner.is_alive(&renewed).await?);
    Ok(())
}

/// The last word of a feed on how fresh it is, in milliseconds since the feed was asked for and before that.
fn freshness(told: &str) -> Option<(u64, u64)> {
    let (_, data) = told.rsplit_once("event: alive\ndata: ")?;
    let data: serde_json::Value = serde_json::from_str(data.split_once("\n\n")?.0).ok()?;
    Some((data["since"].as_u64()?, data["age"].as_u64()?))
}

async fn a_feed_ends_with_its_resource_server(stage: &Stage) -> Outcome {
    let (deleted, other) = (register(stage).await?, register(stage).await?);
    let open = async |made: &operator::RegisteredResourceServer| {
        let request = stage.anonymous.request(reqwest::Method::GET, "/oauth2/feed");
        let id = made.resource_server.id.to_string();
        request.basic_auth(id, Some(&made.client_secret)).send().await?.error_for_status()
    };
    let began = Instant::now();
    let (mut ending, mut going_on) = (open(&deleted).await?, open(&other).await?);
    let mut told = String::new();
    while freshness(&told).is_none() {
        told += std::str::from_utf8(&ending.chunk().await?.ok_or("it ended")?)?;
    }
    assert!(told.contains("event: caught-up\ndata: {\"since\":"), "{told}");

    let api = demo_api_of(stage).await?.id;
    let path = paths::operator::resource_server(api, deleted.resource_server.id);
    stage.operator.delete(&path).await?.ok(204)?;
    while ending.chunk().await?.is_some() {
        assert!(began.elapsed() < Duration::from_secs(20), "it goes on");
    }
    let ended = began.elapsed().as_millis();
    let mut told = String::new();
    while freshness(&told).is_none_or(|(since, _)| u128::from(since) < ended) {
        told += std::str::from_utf8(&going_on.chunk().await?.ok_or("it ended too")?)?;
    }
    Ok(())
}

async fn an_opaque_token_works_until_it_is_revoked(stage: &Stage) -> Outcome {
    let api = demo_api_of(stage).await?;
    let opaque = change_of(&api, json!({"token_format": TokenFormat::Opaque}));
    let _: catalogue::Api = stage.operator.change(&paths::operator::api(api.id), opaque).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    assert!(token.starts_with("gto_"), "an opaque token");
    assert!(partner.is_alive(&token).await?, "the demo API, inside Grantry, reads it too");

    let guard = Guard::of_demo_api(stage).await?;
    guard.knows(&token, 200).await?;
    let access = guard.0.verify(&Presented::bearer(&token)).await?;
    assert_eq!((access.tenant, access.connection), (tenant.id, Some(allowed.connection.id)));
    assert_eq!(access.scopes().collect::<Vec<_>>(), HELD);

    let offline = Verifier::new(&stage.anonymous.base, IDENTIFIER, Keys::from_server(&stage.anonymous.base)?);
    let refused = offline.verify(&Presented::bearer(&token)).await.err().map(|rejected| rejected.to_string());
    assert_eq!(refused.as_deref(), Some("this API takes signed access tokens (JWTs) only"));

    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    guard.knows(&token, 401).await?;
    within_a_second(async || Ok(!partner.is_alive(&token).await?)).await
}

async fn unknown_credentials_let_nothing_pass(stage: &Stage) -> Outcome {
    let token = super::partner(stage).await?.token().await?;
    let base = &stage.anonymous.base;
    let secret = "gts_0000000000000000000000000000000000000000000000000";
    let stranger = ResourceServer::new(base, "rsv_00000000000000000000000000", secret)?;
    let keys = Keys::from_server(base)?;
    let feed = Feed::follow(&stranger, &keys);
    let guard = Guard(Verifier::new(base, IDENTIFIER, keys).revocations(feed.clone()));
    let refused = stage.anonymous.request(reqwest::Method::GET, "/oauth2/feed");
    let refused =
        stage.anonymous.send(refused.basic_auth("rsv_00000000000000000000000000", Some(secret))).await?;
    assert_eq!(refused.ok(401)?.header("www-authenticate").split(' ').next(), Some("Basic"));
    for _ in 0..20 {
        assert_eq!(guard.answer(&token).await, 503);
        assert!(!feed.is_live());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
