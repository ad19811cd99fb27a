//! How many tokens a client gets in a minute, and how many wrong secrets an address may present.

use std::time::{Duration, Instant};

use serde_json::json;
use wire::{admin, developer};

use super::conformance::keys::{Key, jti, now};
use super::raw::{self, Raw};
use super::{FORM, HELD, in_the_body, partner, post};
use crate::harness::{Client, Kind, Outcome, Partner, Stage, on_both};

on_both! {
    limited:
        a_client_gets_so_many_tokens_a_minute
        refused_requests_count_for_no_one_and_use_nothing_up
        wrong_secrets_lock_out_no_one
        both_sides_read_of_refusals;
}

async fn ask(partner: &Partner) -> Outcome<Raw> {
    post(partner, "", &format!("grant_type=client_credentials&{}", in_the_body(partner))).await
}

/// Tokens until one is refused, and the refusal.
async fn exhaust(partner: &Partner) -> Outcome<(u32, Raw)> {
    for tokens in 0..200 {
        let answer = ask(partner).await?;
        if answer.status_line != "HTTP/1.1 200 OK" {
            return Ok((tokens, answer));
        }
    }
    Err("nothing was refused".into())
}

const BY_CLIENT: &str = "too many tokens for this client";

fn is_rate_limited(answer: &Raw, cause: &str) -> Outcome {
    let wait = answer.all("retry-after").concat().parse::<u32>()?;
    let body = format!(r#"{{"error":"rate_limited","error_description":"{cause}: try again in {wait} s"}}"#);
    assert_eq!((answer.status_line.as_str(), &answer.body), ("HTTP/1.1 429 Too Many Requests", &body));
    assert!((1..=120).contains(&wait), "{wait}");
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    Ok(())
}

/// The limit of these stages is 30; as seconds pass, a little of the minute before is forgotten.
async fn a_client_gets_so_many_tokens_a_minute(stage: &Stage) -> Outcome {
    let (busy, other) = (partner(stage).await?, partner(stage).await?);
    let (tokens, refusal) = exhaust(&busy).await?;
    assert!((30..=36).contains(&tokens), "{tokens}");
    is_rate_limited(&refusal, BY_CLIENT)?;
    assert_eq!(ask(&other).await?.status_line, "HTTP/1.1 200 OK");
    let metrics = stage.anonymous.get("/metrics").await?.body;
    assert!(metrics.contains("grantry_limit_refusals_total{limit=\"client\"}"), "{metrics}");
    Ok(())
}

/// Of a client whose assertions work once.
async fn refused_requests_count_for_no_one_and_use_nothing_up(stage: &Stage) -> Outcome {
    let (tenant, publisher, key) = (stage.tenant().await?, stage.publisher().await?, Key::es256()?);
    let client = publisher.keyless(&tenant, json!({"jwks": {"keys": [key.jwk]}}), &HELD).await?;
    let id = &client.client_id;
    let claims =
        json!({"iss": id, "sub": id, "aud": client.issuer, "exp": now() + 240, "iat": now(), "jti": jti()});
    let assertion = key.jwt(json!({"kid": key.kid()}), &claims)?;
    let ask = async |path: &str, more: &str| {
        let form = format!(
            "client_assertion={assertion}&{more}\
            &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        raw::request(&stage.anonymous.base, "POST", path, FORM, form.as_bytes()).await
    };
    for _ in 0..40 {
        let answer = ask("/oauth2/token", "grant_type=client_credentials&scope=nobodys").await?;
        assert_eq!(answer.status(), 400, "{answer:?}");
    }
    assert_eq!(ask("/oauth2/revoke", "token=nobodys").await?.status(), 200);
    assert_eq!(ask("/oauth2/token", "grant_type=client_credentials").await?.status(), 200);
    assert_eq!(ask("/oauth2/token", "grant_type=client_credentials").await?.status(), 401, "it was used");
    Ok(())
}

/// The limit of these stages is 20.
async fn wrong_secrets_lock_out_no_one(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let wrong = Partner { client_secret: "gts_wrong".into(), ..partner.clone() };
    let mut answers = Vec::new();
    for _ in 0..24 {
        answers.push(ask(&wrong).await?);
        assert_eq!(ask(&partner).await?.status_line, "HTTP/1.1 200 OK");
    }
    for answer in &answers[..20] {
        answer.is_error("HTTP/1.1 401 Unauthorized", "invalid_client", "client authentication failed")?;
    }
    is_rate_limited(&answers[23], "too many failures from this address")
}

async fn both_sides_read_of_refusals(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let admins = tenant.connection(allowed.connection.id, "");
    let developers = publisher.at(&format!("/connections/{}", allowed.connection.id));
    let read = async || {
        let admins: admin::Connection = tenant.owner.read(&admins).await?;
        let developers: developer::Connection = publisher.owner.read(&developers).await?;
        let (client, theirs) = (admins.client.ok_or("no client")?, developers.client.ok_or("no client")?);
        Outcome::Ok((client.limits, theirs.limits))
    };
    let (fresh, theirs) = read().await?;
    assert_eq!((fresh.tokens_per_minute, fresh.refused_this_hour, fresh.refused_at), (Some(30), 0, None));
    assert_eq!(fresh, theirs);
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    exhaust(&partner).await?;
    ask(&partner).await?;
    // Refusals may be written between the two looks.
    for _ in 0..100 {
        let (limits, theirs) = read().await?;
        if limits.refused_at.is_some() && limits == theirs {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err("the two sides do not read the same of the refusals".into())
}

#[tokio::test]
async fn nodes_limit_in_sum() -> Outcome {
    let stage = Stage::limited(Kind::Postgres).await?;
    stage.end(Box::pin(on_two_nodes(&stage)).await)
}

async fn on_two_nodes(stage: &Stage) -> Outcome {
    let second = stage.server().second_node().await?;
    let here = partner(stage).await?;
    let began = Instant::now();
    // As seconds pass, a little of the minute before is forgotten.
    let at_most = |most: u64| most + 4 + began.elapsed().as_secs() / 2;
    let there = Client { base: second.base.clone(), ..stage.anonymous.clone() };
    let there = Partner { client: there, ..here.clone() };
    for _ in 0..20 {
        assert_eq!(ask(&here).await?.status_line, "HTTP/1.1 200 OK");
    }
    // Two exchanges: one tells, one hears.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let (tokens, refusal) = exhaust(&there).await?;
    is_rate_limited(&refusal, BY_CLIENT)?;
    assert!((10..=at_most(10)).contains(&u64::from(tokens)), "{tokens}");
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let (tokens, refusal) = exhaust(&here).await?;
    is_rate_limited(&refusal, BY_CLIENT)?;
    assert!(u64::from(tokens) <= at_most(0), "{tokens}");
    Ok(())
}
