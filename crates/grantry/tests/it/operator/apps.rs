use serde_json::json;
use wire::{
    activity::Activity, admin::Connection, operator::App, page::Page, paths::operator, problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, on_both, timed_on_both, wanted, within_a_second};

on_both! { shared: only_what_fits_the_state; }
timed_on_both! { shared: a_suspended_app_stops_everywhere; }

async fn a_suspended_app_stops_everywhere(stage: &Stage) -> Outcome {
    let (publisher, tenant, other) = (stage.publisher().await?, stage.tenant().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    publisher.target(app.id, other.id).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    let suspended =
        stage.operator.post(&operator::suspend(app.id), json!({"reason": "It sends spam."})).await?;
    let suspended: App = suspended.ok(200)?.json()?;
    assert_eq!((suspended.state.as_str(), suspended.connections), ("suspended", 1));
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;

    // No one may connect it now, nor take up a newer version; the tenant reads why it stands still.
    let allow = other.at(&format!("/available-apps/{}/allow", app.id));
    other.owner.post(&allow, json!({"version": 1})).await?.ok(404)?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    let accept = tenant.connection(allowed.connection.id, "/update");
    tenant.owner.post(&accept, json!({"version": 2})).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let seen: Connection = tenant.owner.read(&tenant.connection(allowed.connection.id, "")).await?;
    assert_eq!(seen.paused_by.iter().map(|by| by.as_str()).collect::<Vec<_>>(), ["platform"]);
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let paused = &history.items[0];
    assert_eq!(
        (paused.action.as_str(), paused.actor.as_str(), paused.from.as_deref()),
        ("connection.paused", "The platform", None)
    );

    stage.operator.verb(&operator::restore(app.id)).await?.ok(200)?;
    within_a_second(async || partner.gets_token().await).await?;
    assert!(!partner.is_alive(&token).await?);
    Ok(())
}

async fn only_what_fits_the_state(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let draft = publisher.draft().await?;
    let (suspend, restore) = (operator::suspend(draft.id), operator::restore(draft.id));
    let reason = json!({"reason": "Spam."});
    stage.operator.post(&suspend, &reason).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    stage.operator.verb(&restore).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    publisher.publish(draft.id, 0, wanted(&["patients.read"], &[])).await?;
    let none = stage.operator.post(&suspend, json!({"reason": " "})).await?;
    assert_eq!(none.wrong_fields()?, ["reason"]);
    stage.operator.post(&suspend, &reason).await?.ok(200)?;
    stage.operator.post(&suspend, &reason).await?.ok(409)?;
    let apps: Page<App> = stage.operator.read(&format!("{}?q={}", operator::apps(), draft.id)).await?;
    assert_eq!((apps.items[0].state.as_str(), &apps.items[0].publisher_name), ("suspended", &publisher.name));
    Ok(())
}
