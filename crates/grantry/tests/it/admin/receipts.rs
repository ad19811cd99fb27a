//! The signed receipts of decisions.

use std::fs;

use api_client::admin;
use credentials::{JwkSet, read_receipt};
use model::{ids::ConnectionId, receipt::Decision, role::TenantRole};
use serde_json::{Value, json};
use wire::{
    admin::{Connection, ConnectionSummary},
    page::PageQuery,
    receipts::{Receipt, ReceiptStatement, ReceiptSummary},
};

use crate::harness::{Outcome, Stage, Tenant, answering, on_both, server, wanted};

on_both! {
    shared: each_decision_has_its_receipt a_version_that_is_left_has_its_receipt
        a_receipt_is_verified_without_the_platform;
}

async fn receipts(tenant: &Tenant, connection: ConnectionId) -> Outcome<Vec<ReceiptSummary>> {
    Ok(tenant.owner.call(admin::receipts(tenant.id, connection, PageQuery::default())).await?.items)
}

async fn receipt(tenant: &Tenant, of: &ReceiptSummary) -> Outcome<Receipt> {
    tenant.owner.call(admin::receipt(tenant.id, of.id)).await
}

/// The names of what a receipt says was granted.
fn granted(said: &ReceiptStatement) -> Vec<&str> {
    let mut names: Vec<_> =
        said.granted.iter().flat_map(|api| &api.scopes).map(|scope| scope.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// The names of what it asked for and did not get.
fn left_out(said: &ReceiptStatement) -> Vec<&str> {
    let mut names: Vec<_> = said.not_granted.iter().map(|scope| scope.name.as_str()).collect();
    names.sort_unstable();
    names
}

async fn each_decision_has_its_receipt(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.read", "claims.delete"]).await?;
    let refusal = json!({"version": 1, "reason": "Not yet."});
    let at = |verb: &str| tenant.at(&format!("/available-apps/{}/{verb}", app.id));
    let declined: ConnectionSummary = tenant.owner.create(&at("decline"), &refusal).await?;
    tenant.owner.verb(&tenant.connection(declined.id, "/reconsider")).await?.ok(200)?;
    let allowed = tenant.allow(app.id, &["claims.read"]).await?;
    let id = allowed.connection.id;
    publisher.publish(app.id, 1, wanted(&["patients.read", "appointments.read"], &["claims.read"])).await?;
    let answers = answering(2, &[("appointments.read", "grant")]);
    let taken: Connection =
        tenant.owner.post(&tenant.connection(id, "/update"), answers).await?.ok(200)?.json()?;
    let edit = json!({"revision": taken.revision, "optional_scopes": [], "ends_at": null});
    tenant.owner.put(&tenant.connection(id, "/access"), edit).await?.ok(200)?;
    tenant.owner.post(&tenant.connection(id, "/pause"), json!({"reason": "Our audit."})).await?.ok(200)?;
    tenant.owner.verb(&tenant.connection(id, "/resume")).await?.ok(200)?;
    // What is no decision about access has none.
    tenant.owner.verb(&tenant.connection(id, "/regenerate-secret")).await?.ok(200)?;
    let confirm = json!({"confirmation": allowed.connection.app_name});
    tenant.owner.post(&tenant.connection(id, "/delete"), confirm).await?.ok(200)?;

    let listed = receipts(&tenant, id).await?;
    let decisions: Vec<_> = listed.iter().map(|one| (one.decision, one.version)).collect();
    let expected = [
        (Decision::Deleted, Some(2)),
        (Decision::Resumed, Some(2)),
        (Decision::Paused, Some(2)),
        (Decision::Edited, Some(2)),
        (Decision::Accepted, Some(2)),
        (Decision::Allowed, Some(1)),
        (Decision::Reconsidered, Some(1)),
        (Decision::Declined, Some(1)),
    ];
    assert_eq!(decisions, expected, "newest first");
    assert!(listed.iter().all(|one| one.decided_by == tenant.owner.me.name && one.client_id.is_none()));
    let mut statements = Vec::new();
    for one in &listed {
        statements.push(receipt(&tenant, one).await?.statement);
    }
    let [deleted, resumed, paused, edited, accepted, said, reconsidered, declined] = &statements[..] else {
        return Err("not one for each".into());
    };
    assert_eq!((said.jti, said.tenant_id, said.connection_id), (listed[5].id, tenant.id, Some(id)));
    assert_eq!((said.decided_by.id, said.version, said.kept_version), (tenant.owner.me.id, Some(1), None));
    let described = said.app.as_ref().ok_or("about no app")?;
    assert_eq!((&described.name, described.publisher.id), (&allowed.connection.app_name, publisher.id));
    assert_eq!(
        (granted(said), left_out(said)),
        (vec!["claims.read", "patients.read"], vec!["claims.delete"])
    );
    let mut scopes = said.granted.iter().flat_map(|api| &api.scopes);
    assert!(scopes.all(|scope| !scope.sentence.is_empty() && scope.reason.starts_with("We use")));
    assert_eq!(accepted.answers.as_ref().map(Vec::len), Some(1));
    for after in [edited, paused, resumed] {
        assert_eq!(granted(after), ["appointments.read", "patients.read"], "what it holds from then on");
        assert_eq!((left_out(after), after.kept_version), (vec!["claims.read"], None));
    }
    let reasons = [paused, resumed, declined, reconsidered].map(|said| said.reason.as_deref());
    assert_eq!(reasons, [Some("Our audit."), None, Some("Not yet."), None]);
    assert_eq!((granted(declined), granted(reconsidered), granted(deleted)), (vec![], vec![], vec![]));
    they_are_the_tenants(stage, &tenant, id, &listed).await
}

async fn they_are_the_tenants(
    stage: &Stage,
    tenant: &Tenant,
    id: ConnectionId,
    listed: &[ReceiptSummary],
) -> Outcome {
    let other = stage.tenant().await?;
    let asked = |limit: u32| tenant.connection(id, &format!("/receipts?limit={limit}"));
    let one = tenant.owner.get(&asked(1)).await?.ok(200)?;
    let three = tenant.owner.get(&asked(3)).await?.ok(200)?;
    assert_eq!(stage.statements(&one).await?, stage.statements(&three).await?);
    let path = |tenant: &Tenant, rest: &str| tenant.at(rest);
    other.owner.get(&path(&other, &format!("/receipts/{}", listed[0].id))).await?.ok(404)?;
    other.owner.get(&path(&other, &format!("/connections/{id}/receipts"))).await?.ok(404)?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    viewer.get(&path(tenant, &format!("/receipts/{}", listed[0].id))).await?.ok(200)?;
    Ok(())
}

async fn a_version_that_is_left_has_its_receipt(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let id = tenant.allow(app.id, &[]).await?.connection.id;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &["claims.change"])).await?;
    let answers = answering(2, &[("claims.read", "not_now"), ("claims.change", "never")]);
    tenant.owner.post(&tenant.connection(id, "/update"), answers).await?.ok(200)?;
    let listed = receipts(&tenant, id).await?;
    let left = listed.first().ok_or("no receipt")?;
    assert_eq!((left.decision, left.version, listed.len()), (Decision::UpdateLeft, Some(2), 2));
    let said = receipt(&tenant, left).await?.statement;
    assert_eq!((said.version, said.kept_version), (Some(2), Some(1)));
    assert_eq!(granted(&said), ["patients.read"], "what it has already");
    assert_eq!(left_out(&said), ["claims.change", "claims.read"]);
    let answers: Vec<_> =
        said.answers.iter().flatten().map(|one| format!("{} {}", one.name, one.answer)).collect();
    assert_eq!(answers, ["claims.change never", "claims.read not_now"]);
    Ok(())
}

async fn a_receipt_is_verified_without_the_platform(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let listed = receipts(&tenant, allowed.connection.id).await?;
    let given = receipt(&tenant, listed.first().ok_or("no receipt")?).await?;
    let keys = stage.anonymous.get("/receipts/jwks.json").await?.ok(200)?.body;
    let payload: Value =
        serde_json::from_slice(&read_receipt(&given.jws, &JwkSet::parse(keys.as_bytes())?)?)?;
    assert_eq!(payload, serde_json::to_value(&given.statement)?);
    assert_eq!(payload["iss"], stage.server().base.as_str());
    let tokens = stage.anonymous.get("/oauth2/jwks").await?.ok(200)?.body;
    let of_tokens = JwkSet::parse(tokens.as_bytes())?;
    assert!(read_receipt(&given.jws, &of_tokens).is_err(), "no token's key has signed it");
    assert!(!given.jws.contains(&allowed.credential.client_secret.unwrap_or_default()));

    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    fs::write(file("receipt.jws"), &given.jws)?;
    fs::write(file("keys.json"), &keys)?;
    let printed = server::run(&["receipt", "verify", &file("receipt.jws"), &file("keys.json")])?;
    assert!(printed.contains(&given.id.to_string()) && printed.contains("\"allowed\""), "{printed}");
    let (signed, signature) = given.jws.rsplit_once('.').ok_or("no signature")?;
    let turned: String = signature.chars().rev().collect();
    fs::write(file("receipt.jws"), format!("{signed}.{turned}"))?;
    let refused = server::run(&["receipt", "verify", &file("receipt.jws"), &file("keys.json")]);
    assert!(refused.is_err_and(|said| said.to_string().contains("not verified")));
    Ok(())
}
