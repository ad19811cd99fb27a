//! The issuers of workload tokens that operators allow.

use serde_json::{Value, json};
use wire::{activity::Activity, page::Page, paths, problem::ProblemCode, workload::WorkloadIssuer};

use crate::harness::{
    Outcome, Platform, Stage, on_both, timed_on_both, within_a_second,
    workload::{SUBJECT, SignedIn, issuer_details},
};

on_both! {
    shared: an_issuer_is_allowed_and_changed wrong_issuers_are_refused what_is_closed_is_closed_once
        developers_see_what_is_allowed;
}

timed_on_both! {
    shared: a_closed_issuer_stops_its_clients_at_once;
}

fn change_of(issuer: &WorkloadIssuer, field: &str, value: Value) -> Value {
    let mut details = json!({
        "name": issuer.name, "preset": issuer.preset, "issuer": issuer.issuer, "jwks": issuer.jwks,
        "audience": issuer.audience, "once_by_hash": issuer.once_by_hash,
    });
    details[field] = value;
    json!({"revision": issuer.revision, "details": details})
}

async fn an_issuer_is_allowed_and_changed(stage: &Stage) -> Outcome {
    let operator = &stage.operator;
    let made: WorkloadIssuer =
        operator.create(&paths::operator::workload_issuers(), issuer_details(&Value::Null)).await?;
    assert_eq!((made.apps, made.closed_at, made.jwks.as_ref()), (Some(0), None, None));
    let path = paths::operator::workload_issuer(made.id);
    let body = change_of(&made, "audience", "https://platform.example".into());
    let changed: WorkloadIssuer = operator.change(&path, &body).await?;
    assert_eq!(changed.audience.as_deref(), Some("https://platform.example"));
    assert_eq!(operator.read::<WorkloadIssuer>(&path).await?, changed);
    operator.put(&path, body).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    let moved = change_of(&changed, "issuer", "https://elsewhere.example".into());
    assert_eq!(operator.put(&path, moved).await?.wrong_fields()?, ["details.issuer"]);
    let other = change_of(&changed, "preset", "gitlab".into());
    assert_eq!(operator.put(&path, other).await?.wrong_fields()?, ["details.preset"]);
    let listed: Page<WorkloadIssuer> =
        operator.read(&format!("{}?q={}", paths::operator::workload_issuers(), made.id)).await?;
    assert_eq!(listed.items, [WorkloadIssuer { apps: None, ..changed }]);
    let history: Page<Activity> =
        operator.read(&format!("{}?q={}", paths::operator::activity(), made.id)).await?;
    let details: Vec<_> = history.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    let created = format!("Issuer {}, GitHub Actions", made.issuer);
    assert_eq!(details, ["Changed audience from none to https://platform.example", created.as_str()]);
    Ok(())
}

async fn wrong_issuers_are_refused(stage: &Stage) -> Outcome {
    let path = paths::operator::workload_issuers();
    let given = |field: &str, value: Value| {
        let mut body = issuer_details(&Value::Null);
        body[field] = value;
        body
    };
    let own = stage.server().base.clone();
    for (field, value) in [
        ("name", json!(" ")),
        ("issuer", json!("")),
        ("issuer", json!("actions.example")),
        ("issuer", json!("http://actions.example")),
        ("issuer", json!("https://127.0.0.1")),
        ("issuer", json!("https://10.0.0.7/oidc")),
        ("issuer", json!("https://actions.example?tenant=1")),
        ("issuer", json!("https://actions.example#a")),
        ("issuer", json!("https://someone@actions.example")),
        ("issuer", json!("https://actions .example")),
        ("issuer", json!("https://аctions.example")),
        ("issuer", json!(format!("https://actions.example/{}", "x".repeat(300)))),
        ("issuer", json!(format!("{own}/t/ten_00000000000000000000000000"))),
        ("jwks", json!("nonsense")),
        ("jwks", json!({"keys": []})),
        ("jwks", json!({"keys": [{"kty": "oct", "k": "AAAA"}]})),
        ("audience", json!("two words")),
    ] {
        let answer = stage.operator.post(&path, given(field, value.clone())).await?;
        assert_eq!(answer.wrong_fields()?, [field], "{value}");
    }
    stage.operator.post(&path, given("preset", json!("jenkins"))).await?.ok(400)?;
    let taken = issuer_details(&Value::Null);
    stage.operator.post(&path, &taken).await?.ok(201)?;
    assert_eq!(stage.operator.post(&path, taken).await?.wrong_fields()?, ["issuer"]);
    Ok(())
}

async fn what_is_closed_is_closed_once(stage: &Stage) -> Outcome {
    let issuer = Platform::allowed_on(stage).await?.allowed.id;
    let (close, open) =
        (paths::operator::close_workload_issuer(issuer), paths::operator::open_workload_issuer(issuer));
    stage.operator.verb(&open).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let closed: WorkloadIssuer = stage.operator.act(&close).await?;
    assert!(closed.closed_at.is_some());
    stage.operator.verb(&close).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let opened: WorkloadIssuer = stage.operator.act(&open).await?;
    assert_eq!(opened.closed_at, None);
    Ok(())
}

async fn developers_see_what_is_allowed(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let issuer = Platform::allowed_on(stage).await?.allowed;
    let path = format!("{}?limit=200&q={}", publisher.at("/workload-issuers"), issuer.id);
    let seen: Page<Value> = publisher.owner.read(&path).await?;
    assert_eq!(seen.items.len(), 1);
    assert_eq!(seen.items[0]["usual_claims"][0], "repository");
    assert!(seen.items[0].get("jwks").is_none());
    stage.operator.verb(&paths::operator::close_workload_issuer(issuer.id)).await?.ok(200)?;
    let seen: Page<Value> = publisher.owner.read(&path).await?;
    assert!(seen.items.is_empty());
    Ok(())
}

async fn a_closed_issuer_stops_its_clients_at_once(stage: &Stage) -> Outcome {
    let SignedIn { platform, allowed, token, partner, .. } = SignedIn::on(stage, "workload").await?;
    partner.call(&token, "/patients").await?.ok(200)?;
    let path = paths::operator::workload_issuer(platform.allowed.id);
    let seen: WorkloadIssuer = stage.operator.read(&path).await?;
    assert_eq!(seen.apps, Some(1));

    stage.operator.verb(&paths::operator::close_workload_issuer(platform.allowed.id)).await?.ok(200)?;
    within_a_second(async || {
        let refused = platform.ask(stage, &allowed, SUBJECT).await?.status == 401;
        Ok(refused && !partner.is_alive(&token).await?)
    })
    .await?;
    stage.operator.verb(&paths::operator::open_workload_issuer(platform.allowed.id)).await?.ok(200)?;
    within_a_second(async || Ok(platform.ask(stage, &allowed, SUBJECT).await?.status == 200)).await
}
