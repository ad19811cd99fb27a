//! Makes messages of events: one for each webhook that hears of it, in the order of the events of a connection.

use chrono::TimeDelta;
use model::{
    Timestamp,
    audit::{AuditChain, AuditEntry},
    connection::Connection,
    delivery::Receiver,
    environment::Environment,
    ids::{AuditEntryId, PublisherId, TenantId, WebhookDeliveryId},
    webhook::{Webhook, WebhookMessage, WebhookMessageKind, WebhookMessageState},
    webhook_event::WebhookEvent,
};
use store::{
    outbox::Delivery,
    webhooks::{HeardEvent, Hearers},
};

use super::message::{body, event_data};
use crate::delivery::deliveries::{DueDeliveries, is_spent};
use crate::errors::Error;
use crate::service::{Marketplace, Webhooks};
use crate::work::{Author, Work};

/// Events that are claimed at a time.
const AT_ONCE: usize = 32;
/// Other nodes leave an event alone for so long: longer than its messages take to make.
const CLAIMED: TimeDelta = TimeDelta::seconds(30);

impl<'a> Webhooks<'a> {
    pub(super) async fn make_all(self) {
        let mut due = self.due_events();
        loop {
            if !self.make_claimed(&mut due).await {
                due.wait().await;
            }
        }
    }

    /// Of all events that are due now.
    pub(super) async fn make_due(self) {
        let mut due = self.due_events();
        while self.make_claimed(&mut due).await {}
    }

    fn due_events(self) -> DueDeliveries<'a> {
        DueDeliveries::new(self.inner, Receiver::Webhooks, CLAIMED, &self.inner.0.webhooks.happened)
    }

    /// Whether there was something.
    async fn make_claimed(self, due: &mut DueDeliveries<'_>) -> bool {
        let claimed = due.claim(AT_ONCE).await;
        for delivery in &claimed {
            if let Err(error) = self.make(delivery).await {
                tracing::warn!(delivery = %delivery.id, %error, "messages to webhooks were not made");
                self.inner.put_off(delivery, &error).await;
            }
        }
        !claimed.is_empty()
    }

    /// An event before this one that no message was made of has its messages made first, by whichever node: so none is sent
    /// before an earlier one.
    async fn make(self, delivery: &Delivery) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !self.inner.settle_delivery(&mut work, delivery).await? {
            return Ok(());
        }
        let entry = AuditEntryId::from_uuid(delivery.subject);
        if is_spent(delivery) {
            work.platform().await?.webhooks().forget_event(entry).await?;
            return work.without_event("no webhook is told of it").finish(()).await;
        }
        let events = work.platform().await?.webhooks().lock_unsent(entry).await?;
        let mut messages = Vec::new();
        for event in &events {
            messages.extend(self.messages(&mut work, event).await?);
        }
        let webhooks = work.platform().await?.webhooks();
        webhooks.messages().add(&messages).await?;
        webhooks.sent(&events).await?;
        work.without_event("the log of each webhook tells of it").finish(()).await?;
        if !messages.is_empty() {
            self.inner.message_waits();
        }
        Ok(())
    }

    async fn messages(self, work: &mut Work, heard: &HeardEvent) -> Result<Vec<WebhookMessage>, Error> {
        let entry = &heard.entry;
        let Some(event) = entry.action.known().and_then(|action| action.published()) else {
            return Ok(Vec::new());
        };
        let publisher = publisher_of(work, entry).await?;
        let hearers = Hearers { tenant: tenant_of(entry), publisher };
        let hearing = work.platform().await?.webhooks().lock_hearing(hearers).await?;
        if hearing.is_empty() {
            return Ok(Vec::new());
        }
        let found = connection_of(work, entry, publisher).await?;
        let app = entry.app.or(found.as_ref().map(|(connection, _)| connection.app));
        let now = self.inner.now();
        let data = event_data(&entry.object, app, found.as_ref(), now);
        let body = body(event, entry.at, heard.sequence, data)?;
        let hearing = hearing.iter().filter(|webhook| webhook.hears(event, app));
        Ok(hearing.map(|webhook| self.inner.message_of(webhook, event, heard, &body, now)).collect())
    }
}

impl Marketplace {
    fn message_of(
        &self,
        webhook: &Webhook,
        event: WebhookEvent,
        heard: &HeardEvent,
        body: &str,
        now: Timestamp,
    ) -> WebhookMessage {
        WebhookMessage {
            id: self.new_id(WebhookDeliveryId::new),
            webhook: webhook.id,
            tenant: webhook.owner.tenant(),
            message: heard.entry.id.to_string(),
            kind: WebhookMessageKind::Event,
            event,
            thread: heard.thread,
            sequence: heard.sequence,
            body: body.to_owned(),
            state: WebhookMessageState::Waiting,
            attempts: 0,
            due: now,
            created_at: now,
            last: None,
        }
    }
}

const fn tenant_of(entry: &AuditEntry) -> Option<TenantId> {
    match entry.chain {
        AuditChain::Tenant(tenant) => Some(tenant),
        AuditChain::Platform | AuditChain::Publisher(_) => None,
    }
}

/// The publisher that reads it: in its own history, or because the entry names its app.
async fn publisher_of(work: &Work, entry: &AuditEntry) -> Result<Option<PublisherId>, Error> {
    if let AuditChain::Publisher(publisher) = entry.chain {
        return Ok(Some(publisher));
    }
    let Some(app) = entry.app else { return Ok(None) };
    let found = work.shared().apps().get(app).await?;
    Ok(Some(found.ok_or_else(|| Error::broken("app", app))?.publisher))
}

/// The connection that it happened to, and whether it is a sandbox's.
async fn connection_of(
    work: &mut Work,
    entry: &AuditEntry,
    publisher: Option<PublisherId>,
) -> Result<Option<(Connection, Environment)>, Error> {
    let Some(id) = entry.connection else { return Ok(None) };
    if let AuditChain::Tenant(tenant) = entry.chain {
        let rows = work.within(tenant).await?;
        let kind = rows.itself().await?.ok_or_else(|| Error::broken("tenant", tenant))?.kind;
        return Ok(rows.connections().get(id).await?.map(|connection| (connection, kind)));
    }
    let Some(publisher) = publisher else { return Ok(None) };
    let found = work.platform().await?.connections().get_of_publisher(publisher, id).await?;
    Ok(found.map(|found| (found.connection, found.kind)))
}
