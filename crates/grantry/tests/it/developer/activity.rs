use serde_json::json;
use wire::{activity::Activity, page::Page, paths};

use crate::harness::{Outcome, Stage, details, on_both};

on_both! { shared: a_publishers_history decisions_come_in_the_tenants_name; }

async fn a_publishers_history(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let body = json!({"revision": app.revision, "details": details("targeted")});
    publisher.owner.put(&publisher.at(&format!("/apps/{}", app.id)), body).await?.ok(200)?;
    publisher
        .owner
        .delete(&publisher.at(&format!("/apps/{}/targets/{}", app.id, tenant.id)))
        .await?
        .ok(204)?;
    let person = publisher.join(model::role::PublisherRole::Viewer).await?;
    let member = publisher.at(&format!("/members/{}", person.me.id));
    publisher.owner.put(&member, json!({"before": "viewer", "role": "developer"})).await?.ok(200)?;
    publisher.owner.delete(&member).await?.ok(204)?;

    let history: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    let mut actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    actions.reverse();
    assert_eq!(
        actions,
        [
            "publisher.created",
            "invitation.accepted",
            "app.created",
            "app.published",
            "target.added",
            "app.changed",
            "target.removed",
            "invitation.created",
            "invitation.accepted",
            "member.changed",
            "member.removed",
        ]
    );
    for entry in history.items.iter().filter(|entry| entry.action.as_str().starts_with("target.")) {
        assert_eq!(entry.object, app.id.to_string(), "{}", entry.action);
        let detail = entry.detail.as_deref().unwrap_or_default();
        assert!(detail.contains(&tenant.id.to_string()), "{detail}");
        assert!(!detail.contains(&tenant.name), "it has not decided: {detail}");
    }
    let changed = history.items.iter().find(|entry| entry.action.as_str() == "app.changed").ok_or("none")?;
    assert_eq!(changed.actor_id, Some(publisher.owner.me.id));
    assert_eq!((changed.from.as_deref(), changed.app_id), (Some("127.0.0.1"), Some(app.id)));
    Ok(())
}

/// Other organisations act in their own names; their people and addresses stay theirs.
async fn decisions_come_in_the_tenants_name(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    let suspend = paths::operator::suspend(app.id);
    stage.operator.post(&suspend, json!({"reason": "Spam."})).await?.ok(200)?;
    let raw = publisher.owner.get(&publisher.at("/activity")).await?.ok(200)?;
    for theirs in
        [tenant.owner.me.name.as_str(), tenant.owner.me.id.to_string().as_str(), "@people.example\""]
    {
        assert!(!raw.body.contains(theirs) || theirs.starts_with('@'), "{theirs}");
    }
    let history: Page<Activity> = raw.json()?;
    let offered = history.items.iter().find(|entry| entry.action.as_str() == "target.added");
    let offered = offered.and_then(|entry| entry.detail.clone());
    assert_eq!(offered, Some(format!("Offered to {} ({})", tenant.name, tenant.id)));
    for (action, actor) in [
        ("connection.allowed", tenant.name.as_str()),
        ("connection.paused", &tenant.name),
        ("app.suspended", "The platform"),
    ] {
        let entry = history.items.iter().find(|entry| entry.action.as_str() == action).ok_or(action)?;
        assert_eq!(
            (entry.actor.as_str(), entry.actor_id, entry.from.as_deref()),
            (actor, None, None),
            "{action}"
        );
    }
    Ok(())
}
