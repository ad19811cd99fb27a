//! Why a call failed: the client's own people read it, with what to do; the caller does not, and strangers see nothing.

use api_client::{admin, developer, operator};
use model::attempt::{Endpoint, Refusal};
use model::ids::ConnectionId;
use reqwest::Method;
use serde_json::{Value, json};
use wire::admin::{Connection, ConnectionSummary};
use wire::attempts::{Attempt, Attempts, Refused};
use wire::secrets::Regenerate;
use wire::usage::UsageQuery;

use super::conformance::keys::{Key, jti, now};
use crate::harness::{Answer, Outcome, Partner, Platform, Publisher, Stage, Tenant, on_both, until, wanted};

on_both! {
    shared:
        people_read_why_a_secret_was_refused
        people_read_why_a_request_was_refused
        people_read_why_a_signature_was_refused
        what_comes_after_the_token_is_told_too;
}

/// What a refused request is known by.
pub fn id(answer: &Answer) -> String {
    answer.header("x-request-id").to_owned()
}

/// The attempts, once each of these requests is among them.
pub async fn with(look: impl AsyncFn() -> Outcome<Attempts>, ids: &[String]) -> Outcome<Vec<Attempt>> {
    until(async || {
        let items = look().await?.items;
        let all = ids.iter().all(|id| items.iter().any(|one| one.correlation_id == *id));
        Ok(all.then_some(items))
    })
    .await
}

pub fn refused(attempts: &[Attempt], id: &str) -> Outcome<Refused> {
    let found = attempts.iter().find(|one| one.correlation_id == id).ok_or("no such attempt")?;
    found.refused.clone().ok_or_else(|| "it was not refused".into())
}

async fn ask(partner: &Partner, secret: Option<&str>) -> Outcome<Answer> {
    let mut form = vec![("grant_type", "client_credentials"), ("client_id", partner.client_id.as_str())];
    form.extend(secret.map(|secret| ("client_secret", secret)));
    let request = partner.client.request(Method::POST, &partner.endpoint).form(&form);
    partner.client.send(request.header("user-agent", "x".repeat(300))).await
}

async fn of_tenant(tenant: &Tenant, connection: ConnectionId) -> Outcome<Attempts> {
    tenant.owner.call(admin::connection_attempts(tenant.id, connection)).await
}

async fn people_read_why_a_secret_was_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let connection = allowed.connection.id;
    let former = Partner::new(&stage.anonymous, &allowed.credential);
    former.token().await?;
    let renewed =
        tenant.owner.call(admin::regenerate_secret(tenant.id, connection, Regenerate::default())).await?;
    let present = Partner::new(&stage.anonymous, &renewed);
    let secret = present.client_secret.clone();
    let hint = |secret: &str| secret[secret.len() - 4..].to_owned();
    let replaced = format!("by {}; its last 4 are {}.", tenant.owner.me.name, hint(&former.client_secret));
    let elsewhere = tenant.generate(&["patients.read"]).await?.issued.client_secret.ok_or("no secret")?;
    let mut expected = Vec::new();
    for (presented, reason, why) in [
        (None, Refusal::NoSecret, "brought no secret"),
        (Some(former.client_secret.clone()), Refusal::FormerSecret, replaced.as_str()),
        (Some(format!("\"{secret}\"")), Refusal::WrongSecret, "quotation mark"),
        (Some(format!("\n{secret}")), Refusal::WrongSecret, "line break"),
        (Some(format!(" {secret}")), Refusal::WrongSecret, "blank"),
        (Some(secret[..40].to_owned()), Refusal::WrongSecret, "cut off"),
        (Some(secret[4..].to_owned()), Refusal::WrongSecret, "begins with gts_"),
        (Some(present.client_id.clone()), Refusal::WrongSecret, "client ID was sent"),
        (Some(elsewhere), Refusal::WrongSecret, "does not have it"),
    ] {
        let answer = ask(&present, presented.as_deref()).await?.ok(401)?;
        assert!(!answer.body.contains(why), "the caller reads nothing of it");
        if let Some(secret) = presented.filter(|text| !text.starts_with("cli_")) {
            stage.anonymous.secrets.learn(secret);
        }
        expected.push((id(&answer), reason, why));
    }
    let granted = ask(&present, Some(&secret)).await?.ok(200)?;
    let mut ids: Vec<_> = expected.iter().map(|(id, _, _)| id.clone()).collect();
    ids.push(id(&granted));
    let seen = with(async || of_tenant(&tenant, connection).await, &ids).await?;
    for (id, reason, why) in &expected {
        let refused = refused(&seen, id)?;
        assert_eq!(refused.reason, *reason, "{why}");
        assert!(refused.why.contains(why) && !refused.fix.is_empty(), "{why}: {}", refused.why);
        assert_eq!(refused.answer.as_deref(), Some("invalid_client: client authentication failed"));
    }
    let attempt = seen.first().ok_or("none")?;
    assert_eq!((attempt.correlation_id.as_str(), attempt.endpoint), (ids[9].as_str(), Endpoint::Token));
    assert_eq!(attempt.user_agent.as_deref().map(str::len), Some(100));
    assert_eq!(attempt.address.as_deref(), Some("127.0.0.1"));
    assert!(attempt.refused.is_none(), "it works again");

    // The developer learns no name of the tenant's people.
    let call = || developer::connection_attempts(publisher.id, connection);
    let theirs = publisher.owner.call(call()).await?;
    let refused = refused(&theirs.items, &expected[1].0)?;
    assert!(refused.why.contains(&tenant.name) && !refused.why.contains(&tenant.owner.me.name));
    let (stranger, other) = (stage.publisher().await?, stage.tenant().await?);
    stranger.owner.make(&developer::connection_attempts(stranger.id, connection)).await?.ok(404)?;
    other.owner.make(&admin::connection_attempts(other.id, connection)).await?.ok(404)?;
    other.owner.make(&admin::connection_usage(other.id, connection, UsageQuery::default())).await?.ok(404)?;

    // An unknown client leaves nothing behind.
    let unknown = Partner { client_id: "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH".into(), ..present.clone() };
    ask(&unknown, Some(&secret)).await?.ok(401)?;
    usage_is_counted(stage, &tenant, &publisher, &allowed.connection).await
}

/// Two tokens and nine refusals of one connection: its own, its app's, its tenant's and the platform's.
async fn usage_is_counted(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
    connection: &Connection,
) -> Outcome {
    let query = UsageQuery::default;
    let usage = tenant.owner.call(admin::connection_usage(tenant.id, connection.id, query())).await?;
    assert_eq!((usage.tokens, usage.refused, usage.periods.len()), (2, 9, 30));
    let reasons: Vec<_> = usage.refusals.iter().map(|one| (one.reason, one.number)).collect();
    assert_eq!(reasons, [(Refusal::WrongSecret, 8), (Refusal::NoSecret, 1)]);
    let of_app = publisher.owner.call(developer::app_usage(publisher.id, connection.app_id, query())).await?;
    let of_tenant = tenant.owner.call(admin::usage(tenant.id, query())).await?;
    let all = stage.operator.call(operator::usage(query())).await?;
    assert_eq!((of_app.refused, of_tenant.refused), (9, 9));
    assert!(all.tokens >= 2 && all.refused >= 9);
    Ok(())
}

async fn people_read_why_a_request_was_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read", "claims.read"], &["appointments.read"]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let connection = allowed.connection.id;
    publisher.publish(app.id, 1, wanted(&["patients.read"], &["appointments.read"])).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let elsewhere = format!("/t/{}/oauth2/token", stage.tenant().await?.id);
    let nowhere = "/t/ten_01K9VXQ8M4T7R2N6B0C3D5F8GH/oauth2/token".to_owned();
    let scope = |scope: &str| {
        vec![("grant_type", "client_credentials"), ("scope", scope)]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let resource = [("resource".to_owned(), "https://elsewhere.example".to_owned())];
    let grant = scope("patients.read");
    let mut expected = Vec::new();
    for (path, form, reason, why) in [
        (&partner.endpoint, scope("claims.read"), Refusal::ScopeNotGranted, "narrowed away in version 2"),
        (&partner.endpoint, scope("appointments.read"), Refusal::ScopeNotGranted, "appointments.read"),
        (&partner.endpoint, scope("claims.change"), Refusal::ScopeNotGranted, "No version of the app"),
        (&partner.endpoint, scope("a\"b"), Refusal::BadScope, "malformed"),
        (
            &partner.endpoint,
            [&grant[..1], &resource[..]].concat(),
            Refusal::ResourceNotGranted,
            "https://elsewhere.example",
        ),
        (&partner.endpoint, grant[1..].to_vec(), Refusal::BadRequest, "grant_type is missing"),
        (&elsewhere, grant.clone(), Refusal::OtherIssuer, "another tenant"),
        (&nowhere, grant.clone(), Refusal::ClosedAddress, "closed"),
    ] {
        let request = partner.client.request(Method::POST, path).form(&form);
        let request = request.basic_auth(&partner.client_id, Some(&partner.client_secret));
        expected.push((id(&partner.client.send(request).await?), reason, why));
    }
    tenant.owner.verb(&tenant.connection(connection, "/pause")).await?.ok(200)?;
    expected.push((id(&partner.ask(None).await?.ok(401)?), Refusal::NotLive, "stopped"));
    let ids: Vec<_> = expected.iter().map(|(id, _, _)| id.clone()).collect();
    let seen = with(async || of_tenant(&tenant, connection).await, &ids).await?;
    for (id, reason, why) in &expected {
        let refused = refused(&seen, id)?;
        assert_eq!(refused.reason, *reason, "{why}");
        assert!(refused.why.contains(why), "{why}: {}", refused.why);
    }

    // From outside of the declared networks.
    let app = publisher.draft().await?;
    let version = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[]), "egress_networks": ["192.0.2.0/24"]});
    publisher.owner.post(&publisher.at(&format!("/apps/{}/versions", app.id)), version).await?.ok(201)?;
    publisher.target(app.id, tenant.id).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let answer = Partner::new(&stage.anonymous, &allowed.credential).ask(None).await?.ok(400)?;
    let seen = with(async || of_tenant(&tenant, allowed.connection.id).await, &[id(&answer)]).await?;
    let why = refused(&seen, &id(&answer))?.why;
    assert_eq!(why, "The request came from 127.0.0.1, outside of the declared networks.");
    Ok(())
}

async fn people_read_why_a_signature_was_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let key = Key::es256()?;
    let issued =
        publisher.keyless(&tenant, json!({"jwks": {"keys": [key.bare()]}}), &["patients.read"]).await?;
    let connections: wire::page::Page<ConnectionSummary> =
        tenant.owner.read(&tenant.at("/connections")).await?;
    let connection = connections.items.first().ok_or("no connection")?.id;
    let partner = Partner::new(&stage.anonymous, &issued);
    let claims = |more: Value| {
        let base = json!({
            "iss": partner.client_id, "sub": partner.client_id, "aud": issued.issuer, "jti": jti(),
            "iat": now(), "exp": now() + 60,
        });
        super::conformance::keys::with(base, more)
    };
    let used = claims(json!({}));
    let mut expected = Vec::new();
    for (claims, more, reason, why) in [
        (used.clone(), None, None, ""),
        (used, None, Some(Refusal::Replayed), "a second time"),
        (claims(json!({"exp": now() - 60})), None, Some(Refusal::ClockSkew), "it expired"),
        (
            claims(json!({"iat": now() + 600, "exp": now() + 650})),
            None,
            Some(Refusal::ClockSkew),
            "our clock",
        ),
        (claims(json!({"aud": "https://elsewhere.example"})), None, Some(Refusal::Assertion), "its aud"),
        (claims(json!({})), Some("no proof"), Some(Refusal::DpopProof), "DPoP"),
    ] {
        let assertion = key.jwt(json!({"alg": "ES256", "typ": "JWT"}), &claims)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.as_str()),
        ];
        let mut request = partner.client.request(Method::POST, &partner.endpoint).form(&form);
        if let Some(proof) = more {
            request = request.header("dpop", proof);
        }
        expected.push((id(&partner.client.send(request).await?), reason, why));
    }
    expected.push((id(&partner.ask(None).await?.ok(401)?), Some(Refusal::NoSecret), "has no secret"));
    let ids: Vec<_> = expected.iter().map(|(id, _, _)| id.clone()).collect();
    let seen = with(async || of_tenant(&tenant, connection).await, &ids).await?;
    for (id, reason, why) in &expected {
        let found = seen.iter().find(|one| one.correlation_id == *id).ok_or("no such attempt")?;
        assert_eq!(found.refused.as_ref().map(|refused| refused.reason), *reason, "{why}");
        assert!(found.refused.as_ref().is_none_or(|refused| refused.why.contains(why)), "{why}: {found:?}");
    }
    a_workloads_token_is_told_of(stage, &tenant, &publisher).await
}

async fn a_workloads_token_is_told_of(stage: &Stage, tenant: &Tenant, publisher: &Publisher) -> Outcome {
    let platform = Platform::allowed_on(stage).await?;
    let app = platform.app(publisher, "workload", tenant).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let answer = platform.ask(stage, &allowed, "repo:else/where:ref:refs/heads/main").await?.ok(401)?;
    let seen = with(async || of_tenant(tenant, allowed.connection.id).await, &[id(&answer)]).await?;
    let refused = refused(&seen, &id(&answer))?;
    assert_eq!(refused.reason, Refusal::Workload);
    assert!(refused.why.contains("its claim sub"), "{}", refused.why);
    Ok(())
}

/// Of the token itself: at the forward-auth of a proxy. Where its API's proxy stands is not for partners.
async fn what_comes_after_the_token_is_told_too(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let token = partner.token().await?;
    let verify = async |query: &str| -> Outcome<Answer> {
        let path = format!("/oauth2/verify?api={query}");
        let request = stage.anonymous.request(Method::GET, &path).bearer_auth(&token);
        stage.anonymous.send(request).await
    };
    let demo = demo_api::IDENTIFIER;
    verify(demo).await?.ok(200)?;
    let mut expected = vec![
        (verify("https://elsewhere.example").await?.ok(401)?, Refusal::TokenForOther),
        (verify(&format!("{demo}&scope=patients.change")).await?.ok(403)?, Refusal::InsufficientScope),
    ];
    let credential = own.issued.client_id;
    tenant.owner.call(admin::regenerate_credential(tenant.id, credential, Regenerate::default())).await?;
    expected.push((
        until(async || Ok(Some(verify(demo).await?).filter(|answer| answer.status == 401))).await?,
        Refusal::TokenRevoked,
    ));
    let look = async || tenant.owner.call(admin::credential_attempts(tenant.id, credential)).await;
    let ids: Vec<_> = expected.iter().map(|(answer, _)| id(answer)).collect();
    let seen = with(look, &ids).await?;
    for (answer, reason) in &expected {
        assert_eq!(refused(&seen, &id(answer))?.reason, *reason);
        let attempt = seen.iter().find(|one| one.correlation_id == id(answer)).ok_or("none")?;
        assert_eq!(
            (attempt.endpoint, &attempt.address, &attempt.user_agent),
            (Endpoint::Verification, &None, &None)
        );
    }
    let wrong = UsageQuery { by: Some("week".into()), from: Some("yesterday".into()), to: None };
    let answer = tenant.owner.make(&admin::usage(tenant.id, wrong)).await?;
    assert_eq!(answer.wrong_fields()?, ["by", "from"]);
    Ok(())
}
