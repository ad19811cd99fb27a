//! Members who may not decide ask for an app.

use api_client::admin;
use model::{ids::AppId, role::TenantRole};
use serde_json::json;
use wire::{
    activity::Activity,
    admin::{AvailableApp, ConnectionSummary},
    app_requests::{AppRequest, AskForApp},
    page::{Page, PageQuery},
    problem::ProblemCode,
};

use crate::harness::{Outcome, Person, Stage, Tenant, on_both};

on_both! { shared: a_member_asks_and_a_decision_settles_it a_request_is_the_tenants_and_the_askers; }

async fn ask(person: &Person, tenant: &Tenant, app: AppId, reason: &str) -> Outcome<AppRequest> {
    person.call(admin::ask_for_app(tenant.id, app, AskForApp { reason: reason.into() })).await
}

async fn asked_for(by: &Person, tenant: &Tenant, app: AppId) -> Outcome<Vec<AppRequest>> {
    let shown = by.call(admin::available_apps(tenant.id, PageQuery::default())).await?;
    let listed: AvailableApp = shown.items.into_iter().find(|one| one.id == app).ok_or("not on show")?;
    assert_eq!(by.call(admin::review(tenant.id, app)).await?.asked_for, listed.asked_for);
    Ok(listed.asked_for)
}

async fn a_member_asks_and_a_decision_settles_it(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let (vera, victor) = (tenant.join(TenantRole::Viewer).await?, tenant.join(TenantRole::Viewer).await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let asked = ask(&vera, &tenant, app.id, "For the front desk.").await?;
    assert_eq!((asked.asked_by_id, asked.asked_by.as_str()), (vera.me.id, vera.me.name.as_str()));
    ask(&victor, &tenant, app.id, "For the nurses.").await?;
    let path = tenant.at(&format!("/available-apps/{}/request", app.id));
    let twice = vera.post(&path, json!({"reason": "Please."})).await?.ok(409)?;
    twice.problem(ProblemCode::Conflict)?;
    assert_eq!(vera.post(&path, json!({"reason": " "})).await?.ok(422)?.wrong_fields()?, ["reason"]);
    let reasons = |asked: Vec<AppRequest>| asked.into_iter().map(|one| one.reason).collect::<Vec<_>>();
    let seen = reasons(asked_for(&tenant.owner, &tenant, app.id).await?);
    assert_eq!(seen, ["For the front desk.", "For the nurses."], "oldest first");

    vera.delete(&path).await?.ok(204)?;
    vera.delete(&path).await?.ok(404)?;
    assert_eq!(reasons(asked_for(&victor, &tenant, app.id).await?), ["For the nurses."]);
    let decline = tenant.at(&format!("/available-apps/{}/decline", app.id));
    let body = json!({"version": 1, "reason": "No."});
    let declined: ConnectionSummary = tenant.owner.create(&decline, body).await?;
    assert_eq!(reasons(asked_for(&victor, &tenant, app.id).await?), [""; 0], "a decision settles it");
    ask(&victor, &tenant, app.id, "Again.").await?;
    tenant.owner.verb(&tenant.connection(declined.id, "/reconsider")).await?.ok(200)?;
    assert_eq!(asked_for(&victor, &tenant, app.id).await?.len(), 1, "it waits for a decision still");
    tenant.allow(app.id, &[]).await?;
    victor.delete(&path).await?.ok(404)?;

    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let told: Vec<_> =
        history.items.iter().filter(|one| one.action.as_str().starts_with("app.request")).collect();
    let by = |who: &Person, action: &str| {
        told.iter().filter(|one| one.actor_id == Some(who.me.id) && one.action.as_str() == action).count()
    };
    assert_eq!((by(&vera, "app.requested"), by(&vera, "app.request_withdrawn")), (1, 1));
    assert_eq!(by(&victor, "app.requested"), 2);
    assert!(
        told.iter().any(|one| one.detail.as_deref().is_some_and(|text| text.contains("For the front desk.")))
    );
    Ok(())
}

async fn a_request_is_the_tenants_and_the_askers(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let vera = tenant.join(TenantRole::Viewer).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    publisher.target(app.id, other.id).await?;
    ask(&vera, &tenant, app.id, "For the front desk.").await?;
    assert_eq!(asked_for(&other.owner, &other, app.id).await?, []);
    tenant.owner.delete(&tenant.at(&format!("/available-apps/{}/request", app.id))).await?.ok(404)?;
    let theirs: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    assert!(theirs.items.iter().all(|entry| entry.action.as_str() != "app.requested"), "it is not told");
    // What is not on show, or connected already, is not asked for.
    let hidden = publisher.draft().await?;
    let allowed = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(allowed.id, &[]).await?;
    for app in [hidden.id, allowed.id] {
        let path = tenant.at(&format!("/available-apps/{app}/request"));
        vera.post(&path, json!({"reason": "Please."})).await?.ok(404)?;
    }
    Ok(())
}
