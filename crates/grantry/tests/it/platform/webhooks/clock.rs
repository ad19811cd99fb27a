//! A message that is not taken comes again for three days. Asked in this process, where a test can move the clock.

use model::{
    webhook::{Webhook, WebhookDisabled, WebhookMessage, WebhookMessageState},
    webhook_event::WebhookEvent,
};
use store::Store;
use wire::{admin::Allow, stops::Pause, webhooks::NewWebhook};

use crate::{
    harness::{Outcome, on_both_databases},
    platform::budgets::market::Market,
};

on_both_databases! { what_is_not_taken_comes_again_until_its_webhook_is_disabled }

/// The webhook, and its messages from the first to the last.
async fn state(store: &Store) -> Outcome<(Webhook, Vec<WebhookMessage>)> {
    let mut tx = store.begin().await?;
    let webhooks = tx.platform().await?.webhooks();
    let webhook = webhooks.list().await?.pop().ok_or("no webhook")?;
    let mut messages = webhooks.messages().log(webhook.id, webhook.created_at, 9).await?;
    messages.sort_by_key(|message| message.sequence);
    Ok((webhook, messages))
}

async fn what_is_not_taken_comes_again_until_its_webhook_is_disabled(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let (here, store) = (&market.here, Store::connect(&store::Settings::new(url)).await?);
    let app = market.app(&["patients.read"], &[]).await?;
    let allow = || Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at: None };
    let events = vec![WebhookEvent::ConnectionAllowed, WebhookEvent::ConnectionPaused];
    // No one listens there.
    let webhook = NewWebhook { url: "https://127.0.0.1:1/".into(), events, apps: Vec::new() };
    here.tenant_webhooks().create(&market.admin().await?, webhook).await?;
    let id = here.decisions().allow(&market.admin().await?, app, allow()).await?.connection.id;
    let reason = Pause { reason: "Why not".into() };
    here.tenant_connections().pause(&market.admin().await?, id, reason).await?;

    assert_eq!(Box::pin(here.webhooks().tell()).await?, 1, "the second waits for the first");
    assert_eq!(Box::pin(here.webhooks().tell()).await?, 0, "it is not due again");
    for (number, minutes) in [1, 5, 30, 120, 300, 600, 840, 960].into_iter().enumerate() {
        market.clock.forward(minutes);
        assert_eq!(Box::pin(here.webhooks().tell()).await?, 1, "after {minutes} minutes");
        let (webhook, messages) = state(&store).await?;
        assert_eq!((webhook.disabled, messages.len()), (None, 2));
        assert_eq!(messages[0].attempts, u32::try_from(number)? + 2);
        assert!(
            messages[0].last.as_ref().is_some_and(|last| last.problem.is_some() && last.status.is_none())
        );
        assert_eq!((messages[0].state, messages[1].attempts), (WebhookMessageState::Waiting, 0));
    }
    market.clock.forward(1440);
    assert_eq!(Box::pin(here.webhooks().tell()).await?, 1);
    let (webhook, messages) = state(&store).await?;
    assert_eq!(webhook.disabled.map(|(why, _)| why), Some(WebhookDisabled::NotTaken));
    let states: Vec<_> = messages.iter().map(|message| message.state).collect();
    assert_eq!(states, [WebhookMessageState::Failed, WebhookMessageState::Dropped]);
    market.clock.forward(1440);
    assert_eq!(Box::pin(here.webhooks().tell()).await?, 0);
    Ok(())
}
