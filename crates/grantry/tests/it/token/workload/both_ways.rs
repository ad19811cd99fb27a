//! A client that moves from its secret to the identity of its platform: both work, and each can end alone.

use model::ids::ConnectionId;
use serde_json::{Value, json};

use super::imitation::{is_granted, post, present, present_for};
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage, Tenant, timed_on_both, within_a_second};
use crate::token::conformance::keys::{Key, jti, now};
use crate::token::jwks_uri::is_refused;

timed_on_both! {
    shared:
        both_ways_work_at_once_and_never_in_one_request
        what_a_version_drops_is_gone_within_a_second
        a_version_with_other_claims_waits_for_the_admin
        a_closed_issuer_stops_its_workloads_within_a_second;
}

const SUB: &str = "repo:acme/sync:ref:refs/heads/main";

fn named() -> Value {
    json!({"sub": SUB})
}

async fn platform(stage: &Stage) -> Outcome<Imitation> {
    let issuer = format!("https://actions-{}.example", jti());
    Imitation::inline(stage, "github_actions", issuer, Key::es256()?, false).await
}

fn run(platform: &Imitation, audience: &str, sub: &str) -> Outcome<String> {
    let claims = json!({
        "iss": platform.issuer, "sub": sub, "aud": audience, "iat": now(), "exp": now() + 300, "jti": jti(),
    });
    platform.sign(&Signed { header: json!({}), claims })
}

async fn both_ways_work_at_once_and_never_in_one_request(stage: &Stage) -> Outcome {
    let platform = platform(stage).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = platform.app(&publisher, "admin_shares", &named(), &[&tenant]).await?;
    let client = tenant.allow(app.id, &[]).await?.credential;
    let (id, secret) = (&client.client_id, client.client_secret.clone().ok_or("no secret")?);
    let by_secret = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    for _ in 0..2 {
        is_granted(&post(stage, &client.token_endpoint, &by_secret).await?)?;
        is_granted(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)?;
    }
    let token = run(&platform, &client.issuer, SUB)?;
    let more = format!("&client_secret={secret}");
    let both = present_for(stage, &client, &id.to_string(), &token, &more).await?;
    let two_ways = "the client authenticates in more than one way";
    both.is_error("HTTP/1.1 400 Bad Request", "invalid_request", two_ways)?;
    is_granted(&present(stage, &client, &token).await?)
}

async fn what_a_version_drops_is_gone_within_a_second(stage: &Stage) -> Outcome {
    let platform = platform(stage).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = platform.app(&publisher, "admin_shares", &named(), &[&tenant]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let (client, connection) = (allowed.credential, allowed.connection.id);
    is_granted(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)?;
    platform.publish(&publisher, &app, 1, None).await?;
    within_a_second(async || {
        let answer = present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?;
        Ok(is_refused(&answer).is_ok())
    })
    .await?;
    // Its secret goes on.
    let secret = client.client_secret.clone().ok_or("no secret")?;
    let form = format!("grant_type=client_credentials&client_id={}&client_secret={secret}", client.client_id);
    is_granted(&post(stage, &client.token_endpoint, &form).await?)?;
    // What comes back with a later version is the admin's to accept, the old claims too.
    platform.publish(&publisher, &app, 2, Some(&json!({"sub": "repo:acme/other:*"}))).await?;
    let other = || run(&platform, &client.issuer, "repo:acme/other:x");
    is_refused(&present(stage, &client, &other()?).await?)?;
    is_refused(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)?;
    accept(&tenant, connection, 3).await?;
    within_a_second(async || Ok(present(stage, &client, &other()?).await?.status() == 200)).await?;
    is_refused(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)
}

async fn accept(tenant: &Tenant, connection: ConnectionId, version: u32) -> Outcome {
    let accept = json!({"version": version, "details_revision": 1, "answers": []});
    tenant.owner.post(&tenant.connection(connection, "/update"), accept).await?.ok(200)?;
    Ok(())
}

async fn a_version_with_other_claims_waits_for_the_admin(stage: &Stage) -> Outcome {
    let platform = platform(stage).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = platform.app(&publisher, "workload", &named(), &[&tenant]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let client = allowed.credential;
    let next = "repo:acme/sync:environment:live";
    platform.publish(&publisher, &app, 1, Some(&json!({"sub": next}))).await?;
    is_granted(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)?;
    is_refused(&present(stage, &client, &run(&platform, &client.issuer, next)?).await?)?;
    accept(&tenant, allowed.connection.id, 2).await?;
    within_a_second(async || {
        let answer = present(stage, &client, &run(&platform, &client.issuer, next)?).await?;
        Ok(answer.status() == 200)
    })
    .await?;
    is_refused(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)
}

async fn a_closed_issuer_stops_its_workloads_within_a_second(stage: &Stage) -> Outcome {
    let platform = platform(stage).await?;
    let client = platform.client(stage, &named()).await?;
    is_granted(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)?;
    let path = |verb: &str| format!("{}/{}/{verb}", wire::paths::operator::workload_issuers(), platform.id);
    for (verb, granted) in [("close", false), ("open", true), ("close", false)] {
        stage.operator.verb(&path(verb)).await?.ok(200)?;
        within_a_second(async || {
            let answer = present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?;
            Ok((answer.status() == 200) == granted)
        })
        .await?;
    }
    is_refused(&present(stage, &client, &run(&platform, &client.issuer, SUB)?).await?)
}
