use serde_json::json;
use wire::{
    activity::Activity,
    admin::{AvailableApp, BlockedPublisher, Review},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, details, on_both, wanted};

on_both! {
    shared: a_blocked_publishers_apps_vanish connections_stay_as_they_are only_a_known_publisher_is_blocked;
}

async fn a_blocked_publishers_apps_vanish(stage: &Stage) -> Outcome {
    let (tenant, other, spammer, honest) =
        (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?, stage.publisher().await?);
    let spam = spammer.app(tenant.id, &["patients.read"], &[]).await?;
    let good = honest.app(tenant.id, &["patients.read"], &[]).await?;
    spammer.target(spam.id, other.id).await?;
    let path = tenant.at("/blocked-publishers");
    let body = json!({"publisher_id": spammer.id, "reason": "An app a day."});
    let blocked: BlockedPublisher = tenant.owner.create(&path, &body).await?;
    assert_eq!((blocked.publisher.id, blocked.reason.as_str()), (spammer.id, "An app a day."));
    tenant.owner.post(&path, &body).await?.ok(409)?.problem(ProblemCode::Conflict)?;

    let shown: Page<AvailableApp> = tenant.owner.read(&tenant.at("/available-apps?limit=200")).await?;
    let shown: Vec<_> = shown.items.iter().map(|app| app.id).collect();
    assert!(shown.contains(&good.id) && !shown.contains(&spam.id));
    let of_spam = |verb: &str| tenant.at(&format!("/available-apps/{}{verb}", spam.id));
    tenant.owner.get(&of_spam("")).await?.ok(404)?;
    tenant.owner.post(&of_spam("/allow"), json!({"version": 1})).await?.ok(404)?;
    // New apps too, targeted and listed; other tenants see them.
    let mut listed = details("listed");
    listed["summary"] = "Again".into();
    let again: wire::developer::App = spammer.owner.create(&spammer.at("/apps"), listed).await?;
    spammer.publish(again.id, 0, wanted(&["patients.read"], &[])).await?;
    tenant.owner.get(&tenant.at(&format!("/available-apps/{}", again.id))).await?.ok(404)?;
    other.owner.get(&other.at(&format!("/available-apps/{}", again.id))).await?.ok(200)?;
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    assert_eq!(history.items[0].action.as_str(), "publisher.blocked");
    let theirs: Page<Activity> = spammer.owner.read(&spammer.at("/activity")).await?;
    assert!(theirs.items.iter().all(|entry| entry.action.as_str() != "publisher.blocked"), "it is not told");

    let one = tenant.at(&format!("/blocked-publishers/{}", spammer.id));
    tenant.owner.delete(&one).await?.ok(204)?;
    tenant.owner.delete(&one).await?.ok(404)?;
    tenant.owner.get(&of_spam("")).await?.ok(200)?;
    let none: Page<BlockedPublisher> = tenant.owner.read(&path).await?;
    assert_eq!(none.items, []);
    Ok(())
}

async fn connections_stay_as_they_are(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let body = json!({"publisher_id": publisher.id, "reason": "No more of them."});
    tenant.owner.post(&tenant.at("/blocked-publishers"), body).await?.ok(201)?;
    Partner::new(&stage.anonymous, &allowed.credential).ask(None).await?.ok(200)?;
    let at = |verb: &str| tenant.connection(allowed.connection.id, verb);
    tenant.owner.verb(&at("/pause")).await?.ok(200)?;
    tenant.owner.verb(&at("/resume")).await?.ok(200)?;
    let body = json!({"confirmation": allowed.connection.app_name});
    tenant.owner.post(&at("/delete"), body).await?.ok(200)?;
    // And is not connected again.
    let path = tenant.at(&format!("/available-apps/{}", app.id));
    assert!(!tenant.owner.read::<Review>(&path).await?.on_show);
    tenant.owner.post(&format!("{path}/allow"), json!({"version": 1})).await?.ok(404)?;
    Ok(())
}

async fn only_a_known_publisher_is_blocked(stage: &Stage) -> Outcome {
    let (tenant, unseen) = (stage.tenant().await?, stage.publisher().await?);
    unseen.draft().await?;
    let path = tenant.at("/blocked-publishers");
    for id in [unseen.id.to_string(), "pub_00000000000000000000000000".into()] {
        tenant.owner.post(&path, json!({"publisher_id": id, "reason": "x"})).await?.ok(404)?;
    }
    Ok(())
}
