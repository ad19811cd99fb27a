//! An imitation of Kubernetes: projected tokens of service accounts, as its documentation shows them ("Managing service
//! accounts", bound tokens). The cluster's keys are inline: no one outside can ask it.

use serde_json::{Value, json};
use wire::developer::App;

use super::hostile::{all_are_refused, forgeries, misfits, twice};
use super::imitation::{is_granted, post, present, present_for};
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage, on_both};
use crate::token::conformance::keys::{Key, jti, now};
use crate::token::jwks_uri::is_refused;

on_both! {
    shared:
        a_service_account_signs_in_and_no_other_does
        one_workload_is_the_client_of_many_tenants
        a_token_is_revoked_by_the_workload_that_got_it
        an_api_that_wants_signed_requests_takes_no_workload;
}

fn named() -> Value {
    json!({
        "sub": "system:serviceaccount:sync:worker",
        "kubernetes.io/namespace": "sync",
        "kubernetes.io/serviceaccount/name": "worker",
    })
}

async fn cluster(stage: &Stage) -> Outcome<Imitation> {
    let issuer = format!("https://kubernetes.{}.example", jti());
    Imitation::inline(stage, "kubernetes", issuer, Key::rs256()?, false).await
}

/// The token of a pod of the service account `worker`.
fn token_of_pod(issuer: &str, audience: &str) -> Signed {
    Signed {
        header: json!({}),
        claims: json!({
            "aud": [audience], "exp": now() + 3600, "iat": now(), "nbf": now(), "iss": issuer, "jti": jti(),
            "kubernetes.io": {
                "namespace": "sync",
                "node": {"name": "node-1", "uid": "646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1"},
                "pod": {"name": "worker-0", "uid": "5e0bd49b-f040-43b0-99b7-22765a53f7f3"},
                "serviceaccount": {"name": "worker", "uid": "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798"},
                "warnafter": now() + 3000,
            },
            "sub": "system:serviceaccount:sync:worker",
        }),
    }
}

async fn a_service_account_signs_in_and_no_other_does(stage: &Stage) -> Outcome {
    let (cluster, other) = (cluster(stage).await?, cluster(stage).await?);
    let client = cluster.client(stage, &named()).await?;
    let good = token_of_pod(&cluster.issuer, &client.issuer);
    is_granted(&present(stage, &client, &cluster.sign(&good)?).await?)?;
    is_refused(&present(stage, &client, &cluster.sign(&good)?).await?).map_err(|_| "a token came twice")?;

    let elsewhere = cluster.client(stage, &named()).await?;
    let mut forged = misfits(&cluster, &good, &elsewhere.issuer)?;
    forged.extend(forgeries(&cluster, &good.again(), &Key::rs256()?)?);
    for member in ["sub", "kubernetes.io", "iat", "aud"] {
        forged.push(twice(&cluster, &good.again(), member)?);
    }
    let of_other = token_of_pod(&other.issuer, &client.issuer);
    forged.push(("another cluster".into(), other.sign(&of_other)?));
    forged.push(("another cluster under this name".into(), other.sign(&good.again())?));
    forged.push(("this cluster under another name".into(), cluster.sign(&of_other.again())?));
    let account = |namespace: &str, name: &str| {
        json!({
            "sub": format!("system:serviceaccount:{namespace}:{name}"),
            "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": name}},
        })
    };
    for (what, claims) in [
        ("another namespace", account("default", "worker")),
        ("another service account", account("sync", "default")),
        ("a namespace that holds the rest", account("sync:worker", "")),
        (
            "another namespace in the object",
            json!({"kubernetes.io": account("default", "worker")["kubernetes.io"]}),
        ),
        ("no object", json!({"kubernetes.io": null})),
        ("a text for the object", json!({"kubernetes.io": "sync"})),
        ("an array for the object", json!({"kubernetes.io": [{"namespace": "sync"}]})),
        (
            "an array in the object",
            json!({"kubernetes.io": {"namespace": ["sync"], "serviceaccount": {"name": "worker"}}}),
        ),
        (
            "a text for the account",
            json!({"kubernetes.io": {"namespace": "sync", "serviceaccount": "worker"}}),
        ),
        ("a node's token", json!({"sub": "system:node:node-1"})),
        ("a token of ten years", json!({"exp": now() + 315_360_000})),
        ("an extended token of a year", json!({"exp": now() + 31_536_000, "iat": now() - 10})),
        ("a second longer than an hour", json!({"exp": now() + 3602, "iat": now()})),
        ("no end, as in the days of secrets", json!({"exp": null, "iat": null, "nbf": null})),
    ] {
        forged.push((what.to_owned(), cluster.sign(&good.again().claiming(claims))?));
    }
    assert!(forged.len() >= 30, "{}", forged.len());
    all_are_refused(stage, &client, &forged).await?;
    is_granted(&present(stage, &client, &cluster.sign(&good.again())?).await?)
}

/// The same pod serves each tenant, with a token for each, or with one whose audience the operator has set.
async fn one_workload_is_the_client_of_many_tenants(stage: &Stage) -> Outcome {
    let cluster = cluster(stage).await?;
    let publisher = stage.publisher().await?;
    let tenants = [stage.tenant().await?, stage.tenant().await?, stage.tenant().await?];
    let all: Vec<_> = tenants.iter().collect();
    let app = cluster.app(&publisher, "workload", &named(), &all).await?;
    let mut clients = Vec::new();
    for tenant in &tenants {
        clients.push(tenant.allow(app.id, &[]).await?.credential);
    }
    let shared = cluster.sign(&token_of_pod(&cluster.issuer, "https://platform.example/kubernetes"))?;
    for client in &clients {
        is_granted(&present(stage, client, &shared).await?)?;
        is_refused(&present(stage, client, &shared).await?)?;
        let own = cluster.sign(&token_of_pod(&cluster.issuer, &client.issuer))?;
        for other in clients.iter().filter(|other| other.client_id != client.client_id) {
            is_refused(&present(stage, other, &own).await?)?;
            // Its own endpoint does not make it another tenant's.
            is_refused(&present_for(stage, client, &other.client_id.to_string(), &own, "").await?)?;
        }
        is_granted(&present(stage, client, &own).await?)?;
    }
    Ok(())
}

async fn a_token_is_revoked_by_the_workload_that_got_it(stage: &Stage) -> Outcome {
    let cluster = cluster(stage).await?;
    let client = cluster.client(stage, &named()).await?;
    let good = token_of_pod(&cluster.issuer, &client.issuer);
    let granted = present(stage, &client, &cluster.sign(&good)?).await?.json()?;
    let token = granted["access_token"].as_str().ok_or("no token")?;
    let endpoint = client.token_endpoint.replace("/oauth2/token", "/oauth2/revoke");
    let form = |assertion: &str| {
        format!(
            "token={token}&client_id={}&client_assertion={assertion}\
            &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client.client_id
        )
    };
    let stranger =
        cluster.sign(&good.again().claiming(json!({"sub": "system:serviceaccount:sync:other"})))?;
    is_refused(&post(stage, &endpoint, &form(&stranger)).await?)?;
    let own = cluster.sign(&good.again())?;
    assert_eq!(post(stage, &endpoint, &form(&own)).await?.status(), 200);
    is_refused(&present(stage, &client, &own).await?).map_err(|_| "the token was used for the revocation")?;
    Ok(())
}

/// SMART Backend Services has each client sign with its own key (HL7 SMART App Launch 2.2): someone else's signature does
/// not do, though the request is signed.
async fn an_api_that_wants_signed_requests_takes_no_workload(stage: &Stage) -> Outcome {
    let number = crate::harness::next();
    let api: Value = stage
        .operator
        .create(
            &wire::paths::operator::apis(),
            json!({
                "identifier": format!("https://fhir-w{number}.example/r4"), "name": format!("FHIR w{number}"),
                "smart_backend_services": true,
            }),
        )
        .await?;
    let api = api["id"].as_str().ok_or("no id")?.parse()?;
    let name = format!("workload{number}/Patient.rs");
    let scope = json!({
        "name": name, "title": "Read records", "sentence": "Can read records.", "action": "read",
        "sensitivity": "normal",
    });
    stage.operator.post(&wire::paths::operator::scopes(api), scope).await?.ok(201)?;
    let cluster = cluster(stage).await?;
    let publisher = stage.publisher().await?;
    let mut details = crate::harness::details("targeted");
    details["hand_over"] = "workload".into();
    let app: Value = publisher.owner.create(&publisher.at("/apps"), details).await?;
    let body = json!({
        "after_version": 0, "scopes": crate::harness::wanted(&[&name], &[]), "note": "",
        "workload": {"issuer_id": cluster.id, "claims": named()},
    });
    let path = publisher.at(&format!("/apps/{}/versions", app["id"].as_str().unwrap_or_default()));
    let refused = publisher.owner.post(&path, &body).await?.wrong_fields()?;
    assert_eq!(refused, ["scopes[0].name"]);

    // An app that signs may name a workload beside, and gets nothing of this API as that.
    let (tenant, key) = (stage.tenant().await?, Key::es256()?);
    let mut details = crate::harness::details("targeted");
    details["hand_over"] = "keyless".into();
    details["client_keys"] = json!({"jwks": {"keys": [key.jwk]}});
    let app: App = publisher.owner.create(&publisher.at("/apps"), details).await?;
    publisher.owner.post(&publisher.at(&format!("/apps/{}/versions", app.id)), &body).await?.ok(201)?;
    publisher.target(app.id, tenant.id).await?;
    let client = tenant.allow(app.id, &[]).await?.credential;
    let token = cluster.sign(&token_of_pod(&cluster.issuer, &client.issuer))?;
    let answer = present(stage, &client, &token).await?;
    assert_eq!((answer.status(), answer.json()?["error"].as_str()), (400, Some("unauthorized_client")));
    Ok(())
}
