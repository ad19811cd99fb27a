use serde_json::json;
use wire::{activity::Activity, page::Page, paths::operator};

use crate::harness::{Outcome, Stage, change_of, next, on_both, stage::create_api};

on_both! { fresh: the_platforms_history; }

async fn the_platforms_history(stage: &Stage) -> Outcome {
    let number = next();
    let scope = format!("images{number}.read");
    let api =
        create_api(&stage.operator, "Images", &format!("https://images{number}.example"), &[&scope]).await?;
    let path = operator::api(api.id);
    stage.operator.put(&path, change_of(&api, json!({"name": "Images 2"}))).await?.ok(200)?;
    let change = json!({
        "title": "See", "sentence": "Can see.", "action": "read", "sensitivity": "normal", "state": "deprecated",
        "revision": 0,
    });
    stage.operator.put(&operator::scope(api.id, &api.scopes[0].name), change).await?.ok(200)?;
    stage.tenant().await?;
    let publisher = stage.publisher().await?;
    let body = json!({"revision": 0, "name": "Acme", "website": null, "verified": true});
    stage.operator.put(&operator::publisher(publisher.id), body).await?.ok(200)?;
    stage.operator.post(&operator::operators(), json!({"email": "bob@operators.example"})).await?.ok(201)?;

    let mut history: Page<Activity> = stage.operator.read(&(operator::activity() + "?limit=200")).await?;
    // Sign-ins are between them: node/events.rs.
    history.items.retain(|entry| entry.action.as_str() != "session.started");
    let newest: Vec<_> = history.items.iter().take(8).map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        newest,
        [
            "invitation.created",
            "publisher.changed",
            "publisher.created",
            "tenant.created",
            "scope.changed",
            "api.changed",
            "scope.created",
            "api.created",
        ]
    );
    for entry in &history.items[..8] {
        assert_eq!(entry.actor_id, Some(stage.operator.me.id), "{}", entry.action);
        assert_eq!(entry.from.as_deref(), Some("127.0.0.1"), "{}", entry.action);
    }
    let mut first: Vec<_> = history
        .items
        .iter()
        .rev()
        .take(2)
        .map(|entry| (entry.action.as_str(), entry.actor.as_str()))
        .collect();
    first.dedup();
    assert_eq!(first[0], ("invitation.created", "The platform"), "the console's link");
    assert_eq!(first[1].0, "invitation.accepted");
    Ok(())
}
