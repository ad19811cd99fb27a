//! Rows, then histories: whoever waits for a row holds no history that the row's holder will want.

use std::time::Duration;

use model::{
    Timestamp,
    audit::{Actor, AuditAction, AuditChain},
    ids::AuditEntryId,
};
use serde_json::json;
use store::{Settings, Store, Tx, audit::NewAuditEntry};
use wire::developer::App;

use crate::harness::{Kind, Outcome, Partner, Publisher, Stage, next, within_a_second};

/// Time enough for a request to come as far as the lock that is held.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A transaction beside the server's.
async fn begin(stage: &Stage) -> Outcome<Tx> {
    let url = stage.server().database_url().ok_or("no PostgreSQL")?;
    Ok(Store::connect(&Settings::new(url)).await?.begin().await?)
}

/// Locks the publisher's history by writing into it.
async fn write_history(tx: &mut Tx, publisher: &Publisher) -> Result<(), store::Error> {
    let entry = NewAuditEntry {
        id: AuditEntryId::new(next(), &[9; 10]),
        chain: AuditChain::Publisher(publisher.id),
        at: Timestamp::default(),
        actor: Actor::System,
        from: None,
        action: AuditAction::AppChanged,
        object: publisher.id.to_string(),
        object_name: publisher.name.clone(),
        app: None,
        connection: None,
        detail: None,
    };
    tx.platform().await?.audit().append(entry).await.map(drop)
}

#[tokio::test]
async fn new_keys_wait_for_connections_before_they_are_told() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(replace_keys(&stage)).await)
}

async fn replace_keys(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app_of("keyless", tenant.id).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let app: App = publisher.owner.read(&path).await?;
    let mut body = json!({"revision": app.revision, "details": app.details});
    body["details"]["client_keys"] = json!({"jwks_uri": "https://acme.example/new.json"});

    let mut tx = begin(stage).await?;
    tx.within(tenant.id).await?.connections().lock(connection.id).await?;
    let pause_by_developer = async {
        tokio::time::sleep(A_MOMENT).await;
        write_history(&mut tx, &publisher).await?;
        tx.commit().await
    };
    let (changed, paused) = tokio::join!(publisher.owner.put(&path, body), pause_by_developer);
    paused?;
    changed?.ok(200)?;
    Ok(())
}

#[tokio::test]
async fn a_found_secret_is_stopped_though_a_deadlock_was_ended_at_its_cost() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(lose_a_race(&stage)).await)
}

/// The one that has waited for longest finds the deadlock, and is ended: the report.
async fn lose_a_race(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    within_a_second(async || partner.is_let_in().await).await?;

    let mut tx = begin(stage).await?;
    write_history(&mut tx, &publisher).await?;
    let wrong_order = async {
        tokio::time::sleep(A_MOMENT).await;
        tx.within(tenant.id).await?.connections().lock(allowed.connection.id).await?;
        tx.commit().await
    };
    let body = json!({"secret": partner.client_secret});
    let report = stage.anonymous.post("/api/account/v1/found-secrets", body);
    let (reported, won) = tokio::join!(report, wrong_order);
    won?;
    reported?.ok(202)?;
    within_a_second(async || Ok(!partner.is_let_in().await?)).await
}
