//! The signed receipts of decisions about the organisation's own credentials.

use api_client::admin;
use credentials::{JwkSet, read_receipt};
use model::{ids::CredentialId, receipt::Decision, role::TenantRole};
use serde_json::{Value, json};
use wire::{
    admin::ReviewedApi,
    page::PageQuery,
    receipts::{ReceiptStatement, ReceiptSummary},
};

use crate::harness::{Outcome, Stage, Tenant, on_both, soon};

on_both! {
    shared: each_decision_about_own_credentials_has_its_receipt another_name_alone_has_none
        an_end_that_was_chosen_at_first_is_in_it they_are_their_tenants;
}

async fn receipts(tenant: &Tenant, client: CredentialId) -> Outcome<Vec<ReceiptSummary>> {
    let list = admin::credential_receipts(tenant.id, client, PageQuery::default());
    Ok(tenant.owner.call(list).await?.items)
}

/// What a receipt says, as the published key verifies it.
async fn verified(stage: &Stage, tenant: &Tenant, of: &ReceiptSummary) -> Outcome<ReceiptStatement> {
    let given = tenant.owner.call(admin::receipt(tenant.id, of.id)).await?;
    let keys = stage.anonymous.get("/receipts/jwks.json").await?.ok(200)?.body;
    let payload = read_receipt(&given.jws, &JwkSet::parse(keys.as_bytes())?)?;
    let said: ReceiptStatement = serde_json::from_slice(&payload)?;
    assert_eq!(said, given.statement);
    Ok(said)
}

fn names(apis: &[ReviewedApi]) -> Vec<String> {
    let mut names: Vec<_> =
        apis.iter().flat_map(|api| &api.scopes).map(|scope| scope.name.to_string()).collect();
    names.sort_unstable();
    names
}

async fn each_decision_about_own_credentials_has_its_receipt(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read", "claims.read"]).await?;
    let (id, first_name) = (made.issued.client_id, made.credential.name);
    let (at, owner) = (|verb: &str| tenant.at(&format!("/credentials/{id}{verb}")), &tenant.owner);
    let end = soon(60_000);
    let edit = json!({"revision": 0, "name": "Nightly export", "scopes": ["patients.read"], "ends_at": end});
    owner.put(&at(""), edit).await?.ok(200)?;
    owner.post(&at("/pause"), json!({"reason": "Our audit."})).await?.ok(200)?;
    owner.verb(&at("/resume")).await?.ok(200)?;
    owner.post(&at("/delete"), json!({"confirmation": "Nightly export"})).await?.ok(204)?;

    let listed = receipts(&tenant, id).await?;
    let decisions: Vec<_> = listed.iter().map(|one| one.decision).collect();
    let expected =
        [Decision::Deleted, Decision::Resumed, Decision::Paused, Decision::Edited, Decision::Generated];
    assert_eq!(decisions, expected, "newest first, though they are deleted");
    for one in &listed {
        assert_eq!((one.client_id, one.connection_id, one.version), (Some(id), None, None));
        let said = verified(stage, &tenant, one).await?;
        assert_eq!((said.jti, said.decision, said.tenant_id), (one.id, one.decision, tenant.id));
        assert_eq!((said.decided_by.id, &said.decided_by.name), (owner.me.id, &owner.me.name));
        assert_eq!((said.connection_id, said.app, said.version), (None, None, None));
        let reason = (one.decision == Decision::Paused).then_some("Our audit.");
        assert_eq!(said.reason.as_deref(), reason, "{}", one.decision);
        let about = said.credential.ok_or("about no credentials")?;
        let name = if one.decision == Decision::Generated { first_name.as_str() } else { "Nightly export" };
        assert_eq!((about.client_id, about.name.as_str()), (id, name));
        let before = about.before.map(|before| (before.name, names(&before.granted), before.ends_at));
        let (all, some) =
            (vec!["claims.read".to_owned(), "patients.read".into()], vec!["patients.read".into()]);
        let (now, ends_at, earlier) = match one.decision {
            Decision::Generated => (all, None, None),
            Decision::Edited => (some, end, Some((first_name.clone(), all, None))),
            Decision::Deleted => (Vec::new(), end, Some(("Nightly export".to_owned(), some, end))),
            _ => (some, end, None),
        };
        assert_eq!((names(&said.granted), said.ends_at, before), (now, ends_at, earlier), "{}", one.decision);
        let mut words = said.granted.iter().flat_map(|api| &api.scopes);
        assert!(words.all(|scope| !scope.sentence.is_empty() && scope.reason.is_empty()));
    }
    Ok(())
}

async fn another_name_alone_has_none(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let id = tenant.generate(&["claims.read"]).await?.issued.client_id;
    let path = tenant.at(&format!("/credentials/{id}"));
    let edit = |revision: u32, ends_at: Value| {
        let mut body = json!({"name": "Billing run", "scopes": ["claims.read"], "ends_at": ends_at});
        body["revision"] = revision.into();
        body
    };
    tenant.owner.put(&path, edit(0, Value::Null)).await?.ok(200)?;
    tenant.owner.verb(&format!("{path}/regenerate-secret")).await?.ok(200)?;
    assert_eq!(receipts(&tenant, id).await?.len(), 1, "it may do what it could before");
    tenant.owner.put(&path, edit(1, json!(soon(60_000)))).await?.ok(200)?;
    assert_eq!(receipts(&tenant, id).await?.len(), 2, "another end is another access");
    Ok(())
}

async fn an_end_that_was_chosen_at_first_is_in_it(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let end = soon(60_000);
    let id = tenant.generate_until(&["claims.read"], end).await?.issued.client_id;
    let listed = receipts(&tenant, id).await?;
    let said = verified(stage, &tenant, listed.first().ok_or("no receipt")?).await?;
    assert_eq!((said.decision, said.ends_at), (Decision::Generated, end));
    Ok(())
}

async fn they_are_their_tenants(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let id = tenant.generate(&["claims.read"]).await?.issued.client_id;
    let path = |rest: &str| format!("/credentials/{id}{rest}");
    for verb in ["/pause", "/resume"] {
        let body = json!({"reason": "Our audit."});
        tenant.owner.post(&tenant.at(&path(verb)), body).await?.ok(200)?;
    }
    let asked = |limit: u32| tenant.at(&path(&format!("/receipts?limit={limit}")));
    let one = tenant.owner.get(&asked(1)).await?.ok(200)?;
    let two = tenant.owner.get(&asked(2)).await?.ok(200)?;
    assert_eq!(stage.statements(&one).await?, stage.statements(&two).await?);

    let listed = receipts(&tenant, id).await?;
    let receipt = format!("/receipts/{}", listed.first().ok_or("no receipt")?.id);
    other.owner.get(&other.at(&receipt)).await?.ok(404)?;
    other.owner.get(&tenant.at(&receipt)).await?.ok(404)?;
    other.owner.get(&other.at(&path("/receipts"))).await?.ok(404)?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    viewer.get(&tenant.at(&receipt)).await?.ok(200)?;
    viewer.get(&tenant.at(&path("/receipts"))).await?.ok(200)?;

    // Nor is a connection's credential one of the organisation's own.
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connected = tenant.allow(app.id, &[]).await?.credential.client_id;
    tenant.owner.get(&tenant.at(&format!("/credentials/{connected}/receipts"))).await?.ok(404)?;
    Ok(())
}
