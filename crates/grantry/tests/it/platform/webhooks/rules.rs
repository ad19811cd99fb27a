//! What a webhook may be, and who reads what of it.

use model::role::{PublisherRole, TenantRole};
use serde_json::{Value, json};
use wire::problem::ProblemCode;

use super::{change, create, log};
use crate::harness::{Outcome, Stage, on_both, until};

on_both! { shared: what_a_webhook_may_be; with_private_webhooks: viewers_read_no_bodies; }

async fn what_a_webhook_may_be(stage: &Stage) -> Outcome {
    let (tenant, publisher, stranger) =
        (stage.tenant().await?, stage.publisher().await?, stage.publisher().await?);
    let foreign = stranger.draft().await?.id;
    let (at, of_publisher) = (tenant.at("/webhooks"), publisher.at("/webhooks"));
    let url = "https://hooks.example/in";
    for (client, path, body, fields) in [
        (
            &tenant.owner,
            &at,
            json!({"url": "http://hooks.example/", "events": [], "apps": []}),
            vec!["url", "events"],
        ),
        (
            &tenant.owner,
            &at,
            json!({"url": " ", "events": ["webhook.test"], "apps": []}),
            vec!["url", "events[0]"],
        ),
        (
            &tenant.owner,
            &at,
            json!({"url": "https://127.0.0.1/", "events": ["app.published"], "apps": []}),
            vec!["url", "events[0]"],
        ),
        (
            &tenant.owner,
            &at,
            json!({"url": url, "events": ["connection.allowed"], "apps": [foreign]}),
            vec!["apps"],
        ),
        (
            &publisher.owner,
            &of_publisher,
            json!({"url": url, "events": ["credential.created"], "apps": [foreign]}),
            vec!["events[0]", "apps[0]"],
        ),
    ] {
        let wrong = client.post(path, body.clone()).await?.ok(422)?.wrong_fields()?;
        assert_eq!(wrong, fields, "{body}");
    }
    let (id, _) = create(&tenant.owner, &at, url, &["connection.allowed"]).await?;
    let path = format!("{at}/{id}");
    let stale =
        json!({"revision": 9, "url": url, "events": ["connection.allowed"], "apps": [], "enabled": true});
    tenant.owner.put(&path, stale).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    let too_long = json!({"overlap_hours": 721});
    let wrong =
        tenant.owner.post(&format!("{path}/rotate-secret"), too_long).await?.ok(422)?.wrong_fields()?;
    assert_eq!(wrong, ["overlap_hours"]);
    let disabled =
        change(&tenant.owner, &path, json!({"enabled": false, "events": ["secret.reported"]})).await?;
    assert_eq!((&disabled["disabled_because"], &disabled["revision"]), (&"by_person".into(), &2.into()));
    let activity: Value = tenant.owner.read(&tenant.at("/activity?limit=2")).await?;
    let actions: Vec<_> =
        activity["items"].as_array().into_iter().flatten().map(|one| &one["action"]).collect();
    assert!(actions.contains(&&"webhook.disabled".into()) && actions.contains(&&"webhook.changed".into()));
    assert!(activity.to_string().contains("hooks.example") && !activity.to_string().contains("/in"));
    tenant.owner.verb(&format!("{path}/delete")).await?.ok(204)?;
    tenant.owner.get(&path).await?.ok(404)?;
    Ok(())
}

async fn viewers_read_no_bodies(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let viewers = [
        (&tenant.owner, tenant.join(TenantRole::Viewer).await?, tenant.at("/webhooks"), "connection.allowed"),
        (
            &publisher.owner,
            publisher.join(PublisherRole::Viewer).await?,
            publisher.at("/webhooks"),
            "app.published",
        ),
    ];
    for (owner, viewer, at, event) in viewers {
        let (id, _) = create(owner, &at, "https://127.0.0.1:1/", &[event]).await?;
        let path = format!("{at}/{id}");
        owner.verb(&format!("{path}/test")).await?.ok(201)?;
        let line = until(async || {
            Ok(log(&viewer, &path).await?.into_iter().find(|line| line.attempted_at.is_some()))
        });
        let line = line.await?;
        assert!(line.problem.is_some(), "{line:?}");
        let details = format!("{path}/deliveries/{}", line.id);
        viewer.get(&details).await?.ok(403)?;
        assert!(owner.get(&details).await?.ok(200)?.body.contains("webhook.test"));
    }
    Ok(())
}
