//! Mail goes out once, whatever becomes of nodes and of the mail server, and none for what did not happen.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use api_client::{account, operator};
use serde_json::json;
use wire::page::PageQuery;

use super::signal;
use crate::harness::{Client, Kind, MailServer, Manner, Outcome, Stage, on_both_kinds, until};

on_both_kinds! { a_node_that_is_killed_loses_no_mail a_server_that_says_nothing_stops_no_one }

/// The event is committed and the server has refused its mail; then the power fails.
async fn a_node_that_is_killed_loses_no_mail(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Refuses)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(killed_between(&stage, &mail)).await)
}

async fn killed_between(stage: &Stage, mail: &MailServer) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    // What is rolled back: the app is offered to the tenant already.
    let body = json!({"tenant_id": tenant.id});
    publisher.owner.post(&publisher.at(&format!("/apps/{}/targets", app.id)), body).await?.ok(409)?;
    until(async || Ok((mail.connections() > 0).then_some(()))).await?;
    let killed = stage.server();
    signal("KILL", killed.pid)?;
    assert!(mail.received().is_empty());
    mail.becomes(Manner::Takes);
    let server = killed.again().await?;
    let subject = format!("{} waits for your decision", app.details.name);
    let began = Instant::now();
    while mail.about(&subject).is_empty() {
        assert!(began.elapsed() < Duration::from_mins(2), "{:?}", mail.received());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let operator =
        Client { base: server.base.clone(), ..stage.anonymous.clone() }.with(stage.operator.cookie.clone());
    assert_eq!(operator.call(operator::mails()).await?.undelivered, 0);
    let found = mail.about(&subject);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].to, tenant.owner.me.email.as_str());
    for one in mail.received() {
        assert!(one.header("List-Unsubscribe").ends_with("/account/notices/settings>"), "{one:?}");
        stage.anonymous.secrets.are_not_in("a mail", &one.readable())?;
    }
    Ok(())
}

/// While each mail waits for its time to end, requests are answered and inboxes are filled.
async fn a_server_that_says_nothing_stops_no_one(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Hangs)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(hung(&stage, &mail)).await)
}

async fn hung(stage: &Stage, mail: &MailServer) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for _ in 0..6 {
        publisher.app(tenant.id, &["patients.read"], &[]).await?;
    }
    until(async || Ok((mail.connections() > 0).then_some(()))).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let title = format!("{} waits for your decision", app.details.name);
    until(async || {
        let inbox = tenant.owner.call(account::notices(PageQuery::default())).await?.items;
        Ok(inbox.iter().any(|one| one.title == title).then_some(()))
    })
    .await?;
    tenant.allow(app.id, &[]).await?;
    stage.anonymous.get("/readyz").await?.ok(200)?;
    assert!(mail.received().is_empty());
    Ok(())
}

/// Each mail is sent by one of three nodes.
#[tokio::test]
async fn three_nodes_send_each_mail_once() -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(Kind::Postgres, &mail).await?;
    stage.end(Box::pin(sent_by_three(&stage, &mail)).await)
}

async fn sent_by_three(stage: &Stage, mail: &MailServer) -> Outcome {
    let _others = [stage.server().second_node().await?, stage.server().second_node().await?];
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut subjects = BTreeSet::new();
    for _ in 0..12 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        subjects.insert(format!("{}: {} waits for your decision", tenant.name, app.details.name));
    }
    let offers = || mail.about("waits for your decision");
    until(async || Ok((offers().len() >= subjects.len()).then_some(()))).await?;
    // Nothing is left to send once a later event has gone out.
    publisher.app(tenant.id, &["patients.read"], &[]).await?;
    until(async || Ok((offers().len() > subjects.len()).then_some(()))).await?;
    let found = offers();
    let ids: BTreeSet<_> = found.iter().map(|one| one.header("Message-ID")).collect();
    assert_eq!((found.len(), ids.len()), (subjects.len() + 1, found.len()), "a mail was sent twice");
    let sent: BTreeSet<_> = found.iter().map(|one| one.header("Subject")).collect();
    assert!(subjects.is_subset(&sent), "{sent:?}");
    Ok(())
}
