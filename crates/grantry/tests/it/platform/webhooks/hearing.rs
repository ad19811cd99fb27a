//! Who hears of what, in which order, and how often.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{create, log};
use crate::harness::{
    Client, Kind, Outcome, Stage, on_both,
    receiver::{Received, Receiver},
    until,
};

on_both! { with_private_webhooks: each_organisation_hears_of_what_it_may_read; }

const EVENTS: [&str; 4] =
    ["connection.allowed", "connection.paused", "connection.resumed", "secret.regenerated"];

/// So many messages at a path.
async fn many(receiver: &Receiver, path: &str, count: usize) -> Outcome<Vec<Received>> {
    until(async || {
        let got = receiver.got(path);
        Ok((got.len() >= count).then_some(got))
    })
    .await
}

fn events(got: &[Received]) -> Outcome<Vec<String>> {
    got.iter().map(Received::event).collect()
}

async fn each_organisation_hears_of_what_it_may_read(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let receiver = Receiver::start().await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let (own, own_secret) =
        create(&tenant.owner, &tenant.at("/webhooks"), &receiver.at("/own"), &EVENTS).await?;
    create(&other.owner, &other.at("/webhooks"), &receiver.at("/other"), &EVENTS).await?;
    let at = publisher.at("/webhooks");
    let (_, secret) = create(&publisher.owner, &at, &receiver.at("/developer"), &EVENTS).await?;
    create(&publisher.owner, &at, &receiver.at("/published"), &["app.published"]).await?;

    let id = tenant.allow(app.id, &[]).await?.connection.id;
    let pause = publisher.at(&format!("/connections/{id}/pause"));
    publisher.owner.post(&pause, serde_json::json!({"reason": "Repairs"})).await?.ok(200)?;
    publisher.owner.verb(&publisher.at(&format!("/connections/{id}/resume"))).await?.ok(200)?;
    tenant.owner.verb(&tenant.connection(id, "/regenerate-secret")).await?.ok(200)?;
    publisher.publish(app.id, 1, crate::harness::wanted(&["patients.read"], &["claims.read"])).await?;

    for (path, secret) in [("/own", &own_secret), ("/developer", &secret)] {
        let got = many(&receiver, path, EVENTS.len()).await?;
        assert_eq!(events(&got)?, EVENTS, "{path}");
        let mut last = 0;
        for one in &got {
            assert_eq!(one.signatures(secret)?, (1, true));
            assert_eq!(one.headers.get("content-type").map(String::as_str), Some("application/json"));
            let body = one.json()?;
            let sequence = body["sequence"].as_u64().ok_or("no sequence")?;
            assert!(sequence > last, "{path}: {sequence} after {last}");
            last = sequence;
            assert_eq!(
                (&body["version"], &body["data"]["connection"]["id"]),
                (&"1".into(), &Value::from(id.to_string()))
            );
            assert_eq!(body["data"]["connection"]["granted"], serde_json::json!(["patients.read"]));
            for hidden in [&tenant.owner.me.name, &tenant.owner.me.email.to_string(), &tenant.name] {
                assert!(!one.body.contains(hidden.as_str()), "{}", one.body);
            }
        }
        let ids: BTreeSet<_> = got.iter().map(Received::id).collect();
        assert_eq!(ids.len(), EVENTS.len(), "each event has its own id");
    }
    assert_eq!(events(&many(&receiver, "/published", 1).await?)?, ["app.published"]);
    assert!(receiver.got("/other").is_empty(), "another tenant hears nothing");
    let lines = log(&tenant.owner, &tenant.at(&format!("/webhooks/{own}"))).await?;
    assert_eq!(lines.len(), EVENTS.len());
    assert!(lines.iter().all(|line| line.status == Some(204) && line.attempts == 1), "{lines:?}");
    Ok(())
}

/// Three nodes, of which each may make and send each message.
#[tokio::test]
async fn three_nodes_send_each_message_once() -> Outcome {
    let stage = Stage::with_private_webhooks(Kind::Postgres).await?;
    let outcome = Box::pin(three_nodes(&stage)).await;
    stage.end(outcome)
}

async fn three_nodes(stage: &Stage) -> Outcome {
    let (second, third) = (stage.server().second_node().await?, stage.server().second_node().await?);
    let (tenant, publisher, receiver) =
        (stage.tenant().await?, stage.publisher().await?, Receiver::start().await?);
    let events = ["connection.allowed", "connection.paused", "connection.resumed"];
    create(&tenant.owner, &tenant.at("/webhooks"), &receiver.at("/"), &events).await?;
    let mut sent = 0;
    for _ in 0..4 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        let id = tenant.allow(app.id, &[]).await?.connection.id;
        sent += 1;
        for (node, verb) in
            [(&second, "/pause"), (&third, "/resume"), (&second, "/pause"), (&third, "/resume")]
        {
            let there = Client { base: node.base.clone(), ..tenant.owner.client.clone() };
            there.verb(&tenant.connection(id, verb)).await?.ok(200)?;
            sent += 1;
        }
    }
    let got = many(&receiver, "/", sent).await?;
    let ids: BTreeSet<_> = got.iter().map(Received::id).collect();
    assert_eq!((got.len(), ids.len()), (sent, sent), "each once");
    let mut last = std::collections::HashMap::new();
    for one in &got {
        let body = one.json()?;
        let connection = body["data"]["connection"]["id"].as_str().unwrap_or_default().to_owned();
        let sequence = body["sequence"].as_u64().unwrap_or_default();
        let before = last.insert(connection, sequence).unwrap_or_default();
        assert!(sequence > before, "{sequence} after {before}");
    }
    Ok(())
}
