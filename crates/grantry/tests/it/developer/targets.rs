use serde_json::json;
use wire::{developer::Target, page::Page, problem::ProblemCode};

use crate::harness::{Outcome, Partner, Stage, on_both};

on_both! {
    shared: a_tenants_name_is_told_after_its_decision an_unknown_tenant_is_refused a_target_is_added_once
        an_existing_connection_outlives_its_target;
}

async fn a_tenants_name_is_told_after_its_decision(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = publisher.at(&format!("/apps/{}/targets", app.id));
    let before: Page<Target> = publisher.owner.read(&path).await?;
    assert_eq!((before.items[0].tenant_name.as_ref(), before.items[0].state.as_str()), (None, "awaiting"));
    tenant.allow(app.id, &[]).await?;
    let after: Page<Target> = publisher.owner.read(&path).await?;
    assert_eq!(
        (after.items[0].tenant_name.as_ref(), after.items[0].state.as_str()),
        (Some(&tenant.name), "active")
    );
    let sandbox = publisher.target(app.id, publisher.sandbox).await?;
    assert_eq!(sandbox.kind.as_str(), "sandbox");
    assert!(sandbox.tenant_name.is_some(), "its own");
    Ok(())
}

async fn an_unknown_tenant_is_refused(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}/targets", app.id));
    let unknown = json!({"tenant_id": "ten_00000000000000000000000000"});
    assert_eq!(publisher.owner.post(&path, unknown).await?.wrong_fields()?, ["tenant_id"]);
    let none = publisher.owner.post(&path, json!({"tenant_id": "Harbour Clinic"})).await?.ok(400)?;
    assert_eq!(none.problem(ProblemCode::Malformed)?.errors[0].field, "tenant_id");
    Ok(())
}

async fn a_target_is_added_once(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.draft().await?;
    publisher.target(app.id, tenant.id).await?;
    let path = publisher.at(&format!("/apps/{}/targets", app.id));
    let again = publisher.owner.post(&path, json!({"tenant_id": tenant.id})).await?.ok(409)?;
    again.problem(ProblemCode::Conflict)?;
    let one = format!("{path}/{}", tenant.id);
    publisher.owner.delete(&one).await?.ok(204)?;
    publisher.owner.delete(&one).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    publisher.target(app.id, tenant.id).await?;
    Ok(())
}

async fn an_existing_connection_outlives_its_target(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    publisher
        .owner
        .delete(&publisher.at(&format!("/apps/{}/targets/{}", app.id, tenant.id)))
        .await?
        .ok(204)?;
    assert!(Partner::new(&stage.anonymous, &allowed.credential).gets_token().await?);
    let path = tenant.connection(allowed.connection.id, "");
    tenant.owner.get(&path).await?.ok(200)?;
    tenant.owner.verb(&format!("{path}/pause")).await?.ok(200)?;
    tenant.owner.verb(&format!("{path}/resume")).await?.ok(200)?;
    Ok(())
}
