//! Receivers that hang, lie, redirect or never end stop no one but themselves; and what people send by hand.

use model::{
    ids::WebhookId,
    webhook::{WebhookMessageKind, WebhookMessageState},
};
use serde_json::{Value, json};
use wire::{
    problem::ProblemCode,
    webhooks::{IssuedWebhook, WebhookDelivery, WebhookDeliveryDetails},
};

use super::{change, create, log};
use crate::harness::{
    Outcome, Stage, on_both,
    receiver::{Answers, Receiver},
    until,
};

on_both! {
    with_private_webhooks:
        a_receiver_holds_up_no_one_but_itself
        both_secrets_sign_until_the_old_one_ends
        a_message_can_be_sent_again;
}

const ALLOWED: [&str; 1] = ["connection.allowed"];

async fn a_receiver_holds_up_no_one_but_itself(stage: &Stage) -> Outcome {
    let (tenant, publisher, receiver) =
        (stage.tenant().await?, stage.publisher().await?, Receiver::start().await?);
    // Its own host: the limit of messages under way is one of each host.
    let slow = Receiver::start().await?;
    let inside = receiver.at("/inside");
    let at = tenant.at("/webhooks");
    for number in 0..6 {
        let url = slow.has(&format!("/hangs{number}"), Answers::Hangs);
        create(&tenant.owner, &at, &url, &ALLOWED).await?;
    }
    let floods = receiver.has("/floods", Answers::Floods);
    let (floods, _) = create(&tenant.owner, &at, &floods, &ALLOWED).await?;
    let redirects = receiver.has("/redirects", Answers::To(inside));
    let (redirects, _) = create(&tenant.owner, &at, &redirects, &ALLOWED).await?;
    let refuses = receiver.has("/refuses", Answers::Status(500));
    let (refuses, _) = create(&tenant.owner, &at, &refuses, &ALLOWED).await?;
    create(&tenant.owner, &at, &receiver.at("/good"), &ALLOWED).await?;
    for _ in 0..3 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        tenant.allow(app.id, &[]).await?;
    }
    until(async || Ok((receiver.got("/good").len() == 3).then_some(()))).await?;
    let line = async |id: WebhookId, state: WebhookMessageState| -> Outcome<WebhookDelivery> {
        let path = format!("{at}/{id}");
        until(async || {
            let lines = log(&tenant.owner, &path).await?;
            Ok(lines.into_iter().find(|line| line.state == state && line.attempted_at.is_some()))
        })
        .await
    };
    let flooded = line(floods, WebhookMessageState::Delivered).await?;
    let path = format!("{at}/{floods}/deliveries/{}", flooded.id);
    let details: WebhookDeliveryDetails = tenant.owner.read(&path).await?;
    assert_eq!((flooded.status, details.answer.len()), (Some(200), 2048));
    let redirected = line(redirects, WebhookMessageState::Waiting).await?;
    assert_eq!((redirected.status, receiver.got("/inside").len()), (Some(307), 0), "no redirect is followed");
    let refused = line(refuses, WebhookMessageState::Waiting).await?;
    assert!(refused.next_attempt_at.is_some() && refused.status == Some(500));
    // It is tried again, with the same id.
    let again = until(async || {
        let got = receiver.got("/refuses");
        let of_one = got.iter().filter(|one| one.id() == refused.message_id).count();
        Ok((of_one >= 2).then_some(of_one))
    });
    assert!(again.await? >= 2);
    Ok(())
}

async fn both_secrets_sign_until_the_old_one_ends(stage: &Stage) -> Outcome {
    let (tenant, receiver) = (stage.tenant().await?, Receiver::start().await?);
    let at = tenant.at("/webhooks");
    let (id, first) = create(&tenant.owner, &at, &receiver.at("/"), &ALLOWED).await?;
    let path = format!("{at}/{id}");
    let rotated = async |hours: u32| -> Outcome<IssuedWebhook> {
        tenant
            .owner
            .post(&format!("{path}/rotate-secret"), json!({"overlap_hours": hours}))
            .await?
            .ok(200)?
            .json()
    };
    let newest = async |count: usize| {
        tenant.owner.verb(&format!("{path}/test")).await?.ok(201)?;
        until(async || Ok(receiver.got("/").get(count - 1).cloned())).await
    };
    assert_eq!(newest(1).await?.signatures(&first)?, (1, true));
    let issued = rotated(24).await?;
    let second = issued.secret.ok_or("no secret")?;
    assert_eq!(issued.webhook.secrets.len(), 2);
    assert!(issued.webhook.secrets[1].ends_at.is_some() && second.ends_with(&issued.webhook.secrets[0].hint));
    let both = newest(2).await?;
    assert_eq!((both.signatures(&first)?, both.signatures(&second)?), ((2, true), (2, true)));
    assert_eq!(both.event()?, "webhook.test");
    let retire = format!("{path}/retire-secret");
    tenant.owner.verb(&retire).await?.ok(200)?;
    let alone = newest(3).await?;
    assert_eq!((alone.signatures(&first)?, alone.signatures(&second)?), ((1, false), (1, true)));
    tenant.owner.verb(&retire).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let third = rotated(0).await?;
    assert_eq!(third.webhook.secrets.len(), 1);
    assert_eq!(newest(4).await?.signatures(&third.secret.ok_or("no secret")?)?, (1, true));
    let read: Value = tenant.owner.read(&path).await?;
    assert!(read.get("secret").is_none(), "{read}");
    Ok(())
}

async fn a_message_can_be_sent_again(stage: &Stage) -> Outcome {
    let (tenant, publisher, receiver) =
        (stage.tenant().await?, stage.publisher().await?, Receiver::start().await?);
    let at = tenant.at("/webhooks");
    let (id, secret) = create(&tenant.owner, &at, &receiver.has("/", Answers::Status(410)), &ALLOWED).await?;
    let path = format!("{at}/{id}");
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(app.id, &[]).await?;
    // A receiver that says that it is gone disables its webhook at once.
    let disabled = until(async || {
        let read: Value = tenant.owner.read(&path).await?;
        Ok((read["enabled"] == false).then_some(read))
    });
    assert_eq!(disabled.await?["disabled_because"], "gone");
    let activity = tenant.owner.get(&tenant.at("/activity")).await?.ok(200)?.body;
    assert!(activity.contains("webhook.disabled"), "{activity}");
    let failed = log(&tenant.owner, &path).await?.pop().ok_or("no message")?;
    assert_eq!(failed.state, WebhookMessageState::Failed);

    receiver.has("/", Answers::Status(200));
    let again = format!("{path}/deliveries/{}/send-again", failed.id);
    let sent: WebhookDelivery = tenant.owner.verb(&again).await?.ok(201)?.json()?;
    assert_eq!((sent.kind, &sent.message_id), (WebhookMessageKind::Again, &failed.message_id));
    until(async || Ok((receiver.got("/").len() == 2).then_some(()))).await?;
    let got = receiver.got("/");
    assert_eq!((got[1].id(), &got[1].body), (got[0].id(), &got[0].body));
    assert_eq!(got[1].signatures(&secret)?, (1, true));

    // What happens while it is disabled is not heard of, and not made up for.
    let other = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(other.id, &[]).await?;
    let enabled = change(&tenant.owner, &path, json!({"enabled": true})).await?;
    assert_eq!((&enabled["enabled"], &enabled["disabled_at"]), (&true.into(), &Value::Null));
    let third = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow(third.id, &[]).await?.connection.id;
    until(async || Ok((receiver.got("/").len() == 3).then_some(()))).await?;
    assert_eq!(receiver.got("/")[2].json()?["data"]["id"], connection.to_string());
    Ok(())
}
