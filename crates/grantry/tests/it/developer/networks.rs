//! Where an app's requests come from: said by each version, taken up with it.

use serde_json::{Value, json};
use wire::{
    admin::{Connection, Review},
    developer::AppVersion,
    page::Page,
    updates::UpdateReview,
};

use crate::harness::{Outcome, Publisher, Stage, on_both, wanted};

on_both! { shared: a_versions_networks_are_reviewed_and_accepted wrong_networks_are_named; }

fn body(after: u32, networks: &[&str]) -> Value {
    json!({"after_version": after, "scopes": wanted(&["patients.read"], &[]), "egress_networks": networks})
}

fn versions(publisher: &Publisher, app: impl std::fmt::Display) -> String {
    publisher.at(&format!("/apps/{app}/versions"))
}

async fn a_versions_networks_are_reviewed_and_accepted(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.draft().await?;
    let path = versions(&publisher, app.id);
    let first: AppVersion =
        publisher.owner.create(&path, body(0, &["198.51.100.7", "2001:db8::/32", "192.0.2.0/24"])).await?;
    let networks = ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"];
    assert_eq!(first.egress_networks, networks);
    let listed: Page<AppVersion> = publisher.owner.read(&path).await?;
    assert_eq!(listed.items, [first]);
    publisher.target(app.id, tenant.id).await?;
    let review: Review = tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await?;
    assert_eq!(review.egress_networks, networks);
    let connection = tenant.allow(app.id, &[]).await?.connection;
    assert_eq!(connection.egress_networks, networks);

    // From anywhere: nothing changes until the admin accepts.
    publisher.owner.post(&path, body(1, &[])).await?.ok(201)?;
    let at = |rest: &str| tenant.connection(connection.id, rest);
    let before: Connection = tenant.owner.read(&at("")).await?;
    assert_eq!((before.egress_networks.len(), before.latest_version), (3, 2));
    let update: UpdateReview = tenant.owner.read(&at("/update")).await?;
    assert!(update.review.egress_networks.is_empty());
    assert_eq!(update.accepted_networks, networks);
    let answer = tenant.owner.post(&at("/update"), json!({"version": 2})).await?.ok(200)?;
    let after: Connection = answer.json()?;
    assert!(after.egress_networks.is_empty());
    Ok(())
}

async fn wrong_networks_are_named(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let path = versions(&publisher, publisher.draft().await?.id);
    let given = ["192.0.2.0/24", "192.0.2.1/24", "0.0.0.0/0", "::/0", "acme.example", "192.0.2.0/33", ""];
    let answer = publisher.owner.post(&path, body(0, &given)).await?;
    let wrong: Vec<_> = (1..7).map(|index| format!("egress_networks[{index}]")).collect();
    assert_eq!(answer.wrong_fields()?, wrong);
    let many: Vec<_> = (0..51).map(|last| format!("192.0.2.{last}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let answer = publisher.owner.post(&path, body(0, &many)).await?;
    assert_eq!(answer.wrong_fields()?, ["egress_networks"]);
    publisher.owner.post(&path, body(0, &many[..50])).await?.ok(201)?;
    Ok(())
}
