//! Sends messages that wait: those of a connection one after the other, those to a host a few at a time.

use std::time::Duration;

use chrono::TimeDelta;
use model::{
    audit::{AuditAction, AuditChain, Detail},
    webhook::{Webhook, WebhookAttempt, WebhookMessage},
};
use tokio::task::JoinSet;
use wire::webhooks::{LOGGED, LOGGED_DAYS};

use super::attempts::consequence;
use crate::errors::Error;
use crate::service::Webhooks;
use crate::service::webhook_parts::Turn;
use crate::work::{Author, Event};

/// Messages that are under way at a time.
const AT_ONCE: usize = 64;
/// Other nodes leave a message alone for so long: longer than an attempt takes.
const CLAIMED: TimeDelta = TimeDelta::seconds(30);
/// Between two looks at what waits, unless something wakes this node sooner.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A message that this node has claimed.
type Claimed = (WebhookMessage, Webhook, Turn);

impl Webhooks<'_> {
    pub(super) async fn send_all(self) {
        let mut under_way = JoinSet::new();
        let mut fails = false;
        loop {
            while under_way.len() >= AT_ONCE {
                under_way.join_next().await;
            }
            let claimed = self.claim_next().await;
            if let Err(error) = &claimed
                && !fails
            {
                tracing::warn!(%error, "messages to webhooks that wait cannot be looked at");
            }
            fails = claimed.is_err();
            let Ok(Some((message, webhook, turn))) = claimed else {
                tokio::select! {
                    () = self.inner.0.webhooks.waiting.notified() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    Some(_) = under_way.join_next() => {}
                }
                continue;
            };
            let here = self.inner.clone();
            under_way.spawn(async move {
                here.webhooks().send(message, &webhook).await;
                drop(turn);
            });
        }
    }

    /// The next message that is due, for this node alone until the claim ends; none to a host that has enough of them.
    pub(super) async fn claim_next(self) -> Result<Option<Claimed>, Error> {
        let (now, parts) = (self.inner.now(), &self.inner.0.webhooks);
        let mut tx = self.inner.store().read().await?;
        if !tx.platform().await?.webhooks().messages().is_due(now).await? {
            return Ok(None);
        }
        drop(tx);
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let webhooks = work.platform().await?.webhooks();
        let claimed = webhooks.messages().claim(&parts.hosts.busy(), now, now + CLAIMED).await?;
        let Some(message) = claimed else { return Ok(None) };
        let webhook = webhooks.get(message.webhook).await?;
        let webhook = webhook.ok_or_else(|| Error::broken("webhook", message.webhook))?;
        work.without_event("a claim").finish(()).await?;
        let turn = parts.hosts.turn(&webhook.host);
        Ok(Some((message, webhook, turn)))
    }

    pub(super) async fn send(self, message: WebhookMessage, webhook: &Webhook) {
        let id = message.id;
        let attempt = self.attempt(&message, webhook).await;
        if let Err(error) = self.settle(message, attempt).await {
            tracing::warn!(delivery = %id, %error, "what became of a message was not written: it is sent again");
        }
    }

    /// What came of it and the end of the claim are one transaction. The webhook is held: no one else disables it meanwhile.
    async fn settle(self, message: WebhookMessage, attempt: WebhookAttempt) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let now = self.inner.now();
        let webhooks = work.platform().await?.webhooks();
        let Some(webhook) = webhooks.lock(message.webhook).await? else { return Ok(()) };
        let next = consequence(&message, &attempt, now);
        let settled = WebhookMessage { state: next.state, due: next.due, last: Some(attempt), ..message };
        if !webhooks.messages().settle(&settled).await? {
            return Ok(());
        }
        webhooks.messages().forget(webhook.id, now - TimeDelta::days(LOGGED_DAYS), LOGGED).await?;
        if webhook.secrets.iter().any(|secret| !secret.signs_at(now)) {
            webhooks.forget_secrets(&webhook, Some(now)).await?;
        }
        let Some(because) = next.disables.filter(|_| webhook.disabled.is_none()) else {
            return work.without_event("the webhook's log tells of it").finish(()).await;
        };
        webhooks.messages().drop_waiting(webhook.id).await?;
        let disabled = Some((because, now));
        webhooks.update(&Webhook { disabled, updated_at: now, ..webhook.clone() }).await?;
        work.sign(Author::system(webhook.owner.history()));
        let event = Event::new(AuditAction::WebhookDisabled, webhook.id, &webhook.host);
        work.record(event.detail(Detail::WebhookStopped { because })).finish(()).await
    }
}
