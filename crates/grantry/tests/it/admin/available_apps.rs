use serde_json::json;
use wire::{
    admin::{AvailableApp, Review},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Publisher, Stage, Tenant, details, on_both, wanted};

on_both! {
    shared: only_what_targets_the_tenant_is_seen a_listed_app_is_seen_by_every_live_tenant a_draft_is_seen_by_no_one
        a_connected_app_is_not_offered_again the_review_says_all_that_the_decision_needs;
}

async fn offered(tenant: &Tenant, publisher: &Publisher) -> Outcome<Vec<AvailableApp>> {
    let page: Page<AvailableApp> = tenant.owner.read(&tenant.at("/available-apps?limit=200")).await?;
    Ok(page.items.into_iter().filter(|app| app.publisher.id == publisher.id).collect())
}

async fn only_what_targets_the_tenant_is_seen(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    assert_eq!(offered(&tenant, &publisher).await?.len(), 1);
    assert!(offered(&other, &publisher).await?.is_empty());
    let path = other.at(&format!("/available-apps/{}", app.id));
    other.owner.get(&path).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    let allow = json!({"version": 1});
    other.owner.post(&format!("{path}/allow"), &allow).await?.ok(404)?;

    // No longer offered: not seen, and not allowed either.
    let target = publisher.at(&format!("/apps/{}/targets/{}", app.id, tenant.id));
    publisher.owner.delete(&target).await?.ok(204)?;
    assert!(offered(&tenant, &publisher).await?.is_empty());
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    tenant.owner.post(&path, &allow).await?.ok(404)?;
    Ok(())
}

async fn a_listed_app_is_seen_by_every_live_tenant(stage: &Stage) -> Outcome {
    let (tenant, publisher, other) =
        (stage.tenant().await?, stage.publisher().await?, stage.publisher().await?);
    let app: wire::developer::App = publisher.owner.create(&publisher.at("/apps"), details("listed")).await?;
    publisher.publish(app.id, 0, wanted(&["patients.read"], &[])).await?;
    assert_eq!(offered(&tenant, &publisher).await?[0].id, app.id);
    // A sandbox is its own publisher's place.
    let path = crate::harness::at_tenant(other.sandbox, &format!("/available-apps/{}", app.id));
    other.owner.get(&path).await?.ok(404)?;
    tenant.allow(app.id, &[]).await?;
    Ok(())
}

async fn a_draft_is_seen_by_no_one(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.draft().await?;
    publisher.target(app.id, tenant.id).await?;
    assert!(offered(&tenant, &publisher).await?.is_empty());
    tenant.owner.get(&tenant.at(&format!("/available-apps/{}", app.id))).await?.ok(404)?;
    Ok(())
}

async fn a_connected_app_is_not_offered_again(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(app.id, &[]).await?;
    assert!(offered(&tenant, &publisher).await?.is_empty());
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let again = tenant.owner.post(&path, json!({"version": 1})).await?.ok(409)?;
    again.problem(ProblemCode::InvalidTransition)?;
    Ok(())
}

async fn the_review_says_all_that_the_decision_needs(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.delete"]).await?;
    let review: Review = tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await?;
    assert_eq!(review.publisher.name, publisher.name);
    assert_eq!(
        (review.name.as_str(), review.version, review.note.as_str()),
        (&*app.details.name, 1, "Please review.")
    );
    assert_eq!((review.state.as_str(), review.connection_id), ("awaiting", None));
    let scopes: Vec<_> =
        review.apis.iter().flat_map(|api| api.scopes.iter().map(move |scope| (api, scope))).collect();
    assert_eq!(review.apis.len(), 2, "grouped by API");
    let (api, scope) =
        scopes.iter().find(|(_, scope)| scope.name.as_str() == "claims.delete").ok_or("no scope")?;
    assert_eq!(api.name, "Claims");
    assert_eq!((scope.required, scope.action.as_str()), (false, "delete"));
    assert_eq!(
        (scope.sentence.as_str(), scope.reason.as_str()),
        ("Can delete in Claims.", "We use claims.delete.")
    );
    Ok(())
}
