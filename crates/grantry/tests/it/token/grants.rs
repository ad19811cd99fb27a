//! Tokens (RFC 6749 section 5.1, RFC 9068, RFC 8707).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use demo_api::IDENTIFIER;
use serde_json::{Value, json};

use super::{HELD, in_the_body, partner, post};
use crate::harness::{Outcome, Partner, Stage, on_both, organisations::allow_at};

on_both! {
    shared:
        the_answer_is_that_of_section_5_1
        a_token_says_who_for_what_and_how_long
        a_resource_narrows_audience_and_scope
        a_tenants_own_credential_has_no_connection
        a_sandbox_token_says_so_and_the_live_side_refuses_it;
}

async fn ask(partner: &Partner, more: &str) -> Outcome<Value> {
    let form = format!("grant_type=client_credentials&{}{more}", in_the_body(partner));
    let answer = post(partner, "", &form).await?;
    if answer.status_line == "HTTP/1.1 200 OK" { answer.json() } else { Err(answer.body.into()) }
}

/// Header and claims, without a check of the signature: the guard's tests do that.
fn read(answer: &Value) -> Outcome<(Value, Value)> {
    let token = answer["access_token"].as_str().ok_or("no token")?;
    let part = |number| -> Outcome<Value> {
        let part = token.split('.').nth(number).ok_or("too few parts")?;
        Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?)
    };
    Ok((part(0)?, part(1)?))
}

async fn the_answer_is_that_of_section_5_1(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let answer =
        post(&partner, "", &format!("grant_type=client_credentials&{}", in_the_body(&partner))).await?;
    assert_eq!(answer.status_line, "HTTP/1.1 200 OK");
    assert_eq!(answer.all("content-type"), ["application/json"]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    assert_eq!(answer.all("pragma"), ["no-cache"]);
    assert_eq!(answer.all("x-request-id").len(), 1);
    let body = answer.json()?;
    let names: Vec<&str> = body.as_object().ok_or("no object")?.keys().map(String::as_str).collect();
    assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(1200)));
    assert_eq!(body["scope"], HELD.join(" "));
    Ok(())
}

async fn a_token_says_who_for_what_and_how_long(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (one, other) = (ask(&partner, "").await?, ask(&partner, "&scope=patients.read").await?);
    let (header, claims) = read(&one)?;
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));
    let base = &partner.client.base;
    let tenant = partner.endpoint.split('/').nth(2).ok_or("no tenant")?;
    assert_eq!(claims["iss"], format!("{base}/t/{tenant}"));
    assert_eq!(claims["aud"], IDENTIFIER);
    assert_eq!(
        (&claims["sub"], &claims["client_id"]),
        (&json!(partner.client_id), &json!(partner.client_id))
    );
    assert_eq!((&claims["tenant_id"], &claims["env"]), (&json!(tenant), &json!("live")));
    assert!(claims["connection_id"].as_str().is_some_and(|id| id.starts_with("con_")));
    assert!(claims["app_id"].as_str().is_some_and(|id| id.starts_with("app_")));
    let seconds = |name: &str| claims[name].as_i64().unwrap_or_default();
    assert_eq!(seconds("exp") - seconds("iat"), 1200);
    let (_, narrower) = read(&other)?;
    assert_eq!(narrower["scope"], "patients.read");
    assert_ne!(narrower["jti"], claims["jti"]);
    Ok(())
}

async fn a_resource_narrows_audience_and_scope(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read", "claims.read"], &[]).await?;
    let partner = Partner::new(&stage.anonymous, &tenant.allow(app.id, &[]).await?.credential);
    let (_, both) = read(&ask(&partner, "").await?)?;
    assert_eq!(
        (&both["aud"], &both["scope"]),
        (&json!(["https://claims.example/v1", IDENTIFIER]), &json!("claims.read patients.read"))
    );
    let (_, one) = read(&ask(&partner, "&resource=https://claims.example/v1").await?)?;
    assert_eq!((&one["aud"], &one["scope"]), (&json!("https://claims.example/v1"), &json!("claims.read")));
    Ok(())
}

async fn a_tenants_own_credential_has_no_connection(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let generated = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &generated.issued);
    let (_, claims) = read(&ask(&partner, "").await?)?;
    assert_eq!(
        (&claims["scope"], &claims["tenant_id"]),
        (&json!("patients.read"), &json!(tenant.id.to_string()))
    );
    assert!(claims.get("connection_id").is_none() && claims.get("app_id").is_none());
    Ok(())
}

async fn a_sandbox_token_says_so_and_the_live_side_refuses_it(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.app(publisher.sandbox, &HELD, &[]).await?;
    let allowed = allow_at(&publisher.owner, publisher.sandbox, app.id, &[]).await?;
    let sandbox = Partner::new(&stage.anonymous, &allowed.credential);
    assert_eq!(sandbox.endpoint, format!("/sandbox/t/{}/oauth2/token", publisher.sandbox));
    let (header, claims) = read(&ask(&sandbox, "").await?)?;
    assert_eq!(claims["env"], "sandbox");
    assert_eq!(claims["iss"], format!("{}/sandbox/t/{}", sandbox.client.base, publisher.sandbox));
    let (live_header, _) = read(&ask(&partner(stage).await?, "").await?)?;
    assert_ne!(header["kid"], live_header["kid"], "each environment has keys of its own");
    let live_path = Partner { endpoint: format!("/t/{}/oauth2/token", publisher.sandbox), ..sandbox };
    assert!(ask(&live_path, "").await.is_err());
    Ok(())
}
