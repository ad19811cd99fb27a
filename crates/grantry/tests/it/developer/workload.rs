//! What a version names of the workload that signs in.

use serde_json::{Value, json};
use wire::{
    developer::{App, AppVersion},
    paths,
};

use crate::harness::{Outcome, Platform, Stage, details, on_both, wanted, workload::SUBJECT};

on_both! {
    shared: a_version_names_a_workload wrong_claims_are_named an_app_without_a_secret_names_one_always;
}

fn body(after: u32, workload: &Value) -> Value {
    json!({"after_version": after, "scopes": wanted(&["patients.read"], &[]), "workload": workload})
}

async fn a_version_names_a_workload(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let platform = Platform::allowed_on(stage).await?;
    let path = publisher.at(&format!("/apps/{}/versions", publisher.draft().await?.id));
    let version: AppVersion = publisher.owner.create(&path, body(0, &platform.names(SUBJECT))).await?;
    let workload = version.workload.ok_or("no workload")?;
    assert_eq!((workload.issuer_id, workload.claims["sub"].as_str()), (platform.allowed.id, SUBJECT));
    let name = &platform.allowed.name;
    assert_eq!(
        workload.in_words.sentence,
        format!("Signs in as repository acme/sync, branch main (GitHub Actions: {name})")
    );
    let none: AppVersion = publisher.owner.create(&path, body(1, &Value::Null)).await?;
    assert_eq!(none.workload, None);
    Ok(())
}

async fn wrong_claims_are_named(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let platform = Platform::allowed_on(stage).await?;
    let closed = Platform::allowed_on(stage).await?.allowed.id;
    stage.operator.verb(&paths::operator::close_workload_issuer(closed)).await?.ok(200)?;
    let path = publisher.at(&format!("/apps/{}/versions", publisher.draft().await?.id));
    let claims = |claims: Value| json!({"issuer_id": platform.allowed.id, "claims": claims});
    let many: serde_json::Map<_, _> = (0..11).map(|number| (format!("claim{number}"), json!("x"))).collect();
    for (given, wrong) in [
        (claims(json!({})), "workload.claims"),
        (claims(json!({"sub": ""})), "workload.claims.sub"),
        (claims(json!({"sub": "*"})), "workload.claims.sub"),
        (claims(json!({"sub": "*:acme/sync"})), "workload.claims.sub"),
        (claims(json!({"sub": "repo:acme/*:ref"})), "workload.claims.sub"),
        (claims(json!({"sub": "repo:acme*"})), "workload.claims.sub"),
        (claims(json!({"repository": "acme/sync", "ref": "refs/**"})), "workload.claims.ref"),
        (claims(json!({"iss": "https://actions.example"})), "workload.claims"),
        (claims(json!({"aud": "https://api.example"})), "workload.claims"),
        (claims(json!({"jti": "1"})), "workload.claims"),
        (claims(json!({"a b": "1"})), "workload.claims"),
        (claims(json!({"ref": "refs/heads/main"})), "workload.claims"),
        (claims(Value::Object(many)), "workload.claims"),
        (json!({"issuer_id": closed, "claims": {"sub": SUBJECT}}), "workload.issuer_id"),
        (
            json!({"issuer_id": "wki_00000000000000000000000000", "claims": {"sub": SUBJECT}}),
            "workload.issuer_id",
        ),
    ] {
        let answer = publisher.owner.post(&path, body(0, &given)).await?;
        assert_eq!(answer.wrong_fields()?, [wrong], "{given}");
    }
    Ok(())
}

async fn an_app_without_a_secret_names_one_always(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let platform = Platform::allowed_on(stage).await?;
    let mut given = details("targeted");
    given["hand_over"] = "workload".into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), &given).await?;
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    assert_eq!(publisher.owner.post(&path, body(0, &Value::Null)).await?.wrong_fields()?, ["workload"]);
    publisher.owner.post(&path, body(0, &platform.names(SUBJECT))).await?.ok(201)?;

    // And an app whose newest version names none does not become one.
    let mut other = details("targeted");
    let app: App = publisher.owner.create(&publisher.at("/apps"), &other).await?;
    publisher.publish(app.id, 0, wanted(&["patients.read"], &[])).await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let read: App = publisher.owner.read(&path).await?;
    other["hand_over"] = "workload".into();
    let change = json!({"revision": read.revision, "details": other});
    assert_eq!(publisher.owner.put(&path, change).await?.wrong_fields()?, ["details.hand_over"]);
    Ok(())
}
