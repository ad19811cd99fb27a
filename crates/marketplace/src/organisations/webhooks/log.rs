//! The log of a webhook, and messages that people have sent.

use chrono::TimeDelta;
use model::{
    ids::{WebhookDeliveryId, WebhookId},
    webhook::{Webhook, WebhookMessage, WebhookMessageKind, WebhookMessageState},
    webhook_event::WebhookEvent,
};
use wire::{
    page::Page,
    webhooks::{LOGGED, LOGGED_DAYS, WebhookDelivery, WebhookDeliveryDetails},
};

use super::own::OwnWebhooks;
use super::views::{details, line};
use crate::delivery::webhooks::message::test_body;
use crate::errors::Error;
use crate::permission::{By, MayChange, begin};
use crate::requests::listing::all;
use crate::work::Work;

/// Messages that people have sent and that wait, of one webhook.
const MOST_ASKED: u64 = 10;

impl OwnWebhooks<'_> {
    /// The newest first, all of them: a log is short.
    pub async fn log(self, id: WebhookId) -> Result<Page<WebhookDelivery>, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = self.rows(&mut tx).await?;
        let webhook = rows.get(id).await?.ok_or(Error::NotFound)?;
        let since = self.inner.now() - TimeDelta::days(LOGGED_DAYS);
        let messages = rows.messages().log(webhook.id, since, LOGGED).await?;
        Ok(all(messages.iter().map(line).collect()))
    }

    /// What was sent and answered. For whoever may change the webhook: the answer is the receiver's own.
    pub async fn delivery(
        self,
        id: WebhookId,
        delivery: WebhookDeliveryId,
    ) -> Result<WebhookDeliveryDetails, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = self.rows(&mut tx).await?;
        let webhook = rows.get(id).await?.ok_or(Error::NotFound)?;
        let message = rows.messages().get(webhook.id, delivery).await?;
        Ok(details(message.ok_or(Error::NotFound)?))
    }

    /// Sends a message without a meaning, once, to a disabled webhook too.
    pub async fn test<R: MayChange>(self, by: &By<R>, id: WebhookId) -> Result<WebhookDelivery, Error> {
        let mut work = begin!(self, by, "webhooks_test", id);
        let webhook = self.lock(&mut work, id).await?;
        let body = test_body(id, self.inner.now())?;
        let once = self.once(&webhook, WebhookMessageKind::Test, WebhookEvent::WebhookTest, body);
        let message = WebhookMessage { message: once.id.to_string(), ..once };
        self.send(work, message).await
    }

    /// Sends a message of the log once more, with its `webhook-id`.
    ///
    /// # Errors
    /// `Conflict` while it waits.
    pub async fn send_again<R: MayChange>(
        self,
        by: &By<R>,
        id: WebhookId,
        delivery: WebhookDeliveryId,
    ) -> Result<WebhookDelivery, Error> {
        let mut work = begin!(self, by, "webhooks_send_again", (id, delivery));
        let webhook = self.lock(&mut work, id).await?;
        let sent = self.rows(&mut work).await?.messages().get(id, delivery).await?;
        let sent = sent.ok_or(Error::NotFound)?;
        if sent.state == WebhookMessageState::Waiting {
            return Err(Error::Conflict("This message is being sent already.".into()));
        }
        let once = self.once(&webhook, WebhookMessageKind::Again, sent.event, sent.body);
        let message = WebhookMessage { message: sent.message, sequence: sent.sequence, ..once };
        self.send(work, message).await
    }

    /// A message of its own thread: it waits for no other.
    fn once(
        self,
        webhook: &Webhook,
        kind: WebhookMessageKind,
        event: WebhookEvent,
        body: String,
    ) -> WebhookMessage {
        let (id, now) = (self.inner.new_id(WebhookDeliveryId::new), self.inner.now());
        WebhookMessage {
            id,
            webhook: webhook.id,
            tenant: webhook.owner.tenant(),
            message: String::new(),
            kind,
            event,
            thread: id.uuid(),
            sequence: 0,
            body,
            state: WebhookMessageState::Waiting,
            attempts: 0,
            due: now,
            created_at: now,
            last: None,
        }
    }

    async fn send(self, mut work: Work, message: WebhookMessage) -> Result<WebhookDelivery, Error> {
        let messages = self.rows(&mut work).await?.messages();
        if messages.count_asked(message.webhook).await? >= MOST_ASKED {
            let why =
                format!("{MOST_ASKED} messages that someone sent by hand wait already. Try again later.");
            return Err(Error::Conflict(why));
        }
        messages.add(std::slice::from_ref(&message)).await?;
        let sent = work.without_event("the webhook's log tells of it").finish(line(&message)).await?;
        self.inner.message_waits();
        Ok(sent)
    }
}
