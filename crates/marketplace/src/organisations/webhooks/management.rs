//! Webhooks listed, made, changed and deleted.

use model::{
    audit::AuditAction,
    ids::WebhookId,
    person::Person,
    webhook::{self, WebhookDisabled},
};
use wire::{
    page::Page,
    webhooks::{ChangeWebhook, IssuedWebhook, NewWebhook, Webhook},
};

use super::own::OwnWebhooks;
use super::wanted::Wanted;
use crate::errors::Error;
use crate::permission::{By, MayChange, begin};
use crate::requests::listing::all;
use crate::requests::same_revision;
use crate::work::Event;

impl OwnWebhooks<'_> {
    /// All of them: an organisation has few.
    pub async fn list(self, by: &Person) -> Result<Page<Webhook>, Error> {
        let mut tx = self.inner.store().read().await?;
        let found = self.rows(&mut tx).await?.list().await?;
        Ok(all(self.views(tx.shared(), by, found).await?))
    }

    pub async fn get(self, by: &Person, id: WebhookId) -> Result<Webhook, Error> {
        let mut tx = self.inner.store().read().await?;
        let found = self.find(&mut tx, id).await?;
        self.view(tx.shared(), by, found).await
    }

    /// The secret is in this answer alone.
    pub async fn create<R: MayChange>(self, by: &By<R>, request: NewWebhook) -> Result<IssuedWebhook, Error> {
        let mut work = begin!(self, by, "webhooks_create", &request);
        let NewWebhook { url, events, apps } = request;
        let wanted = self.wanted(work.shared(), &url, &events, &apps).await?;
        self.inner.room_for_webhook(&mut work, self.owner).await?;
        let (id, now) = (self.inner.new_id(WebhookId::new), self.inner.now());
        let (plain, secret) = self.inner.new_webhook_secret(id, 1)?;
        let Wanted { url, host, events, apps } = wanted;
        let webhook = webhook::Webhook {
            id,
            owner: self.owner,
            url,
            host,
            events,
            apps,
            disabled: None,
            secrets: vec![secret],
            created_by: by.person().id,
            created_at: now,
            updated_at: now,
            revision: 1,
        };
        self.rows(&mut work).await?.insert(&webhook).await?;
        let event = Event::new(AuditAction::WebhookCreated, id, &webhook.host);
        let webhook = self.view(work.shared(), by.person(), webhook).await?;
        let secret = Some(plain.expose_once());
        work.record(event).finish(IssuedWebhook { webhook, secret }).await
    }

    /// What waits for a webhook that is disabled is not sent.
    ///
    /// # Errors
    /// `LostRace` unless the revision is the one that the caller read.
    pub async fn change<R: MayChange>(
        self,
        by: &By<R>,
        id: WebhookId,
        request: ChangeWebhook,
    ) -> Result<Webhook, Error> {
        let mut work = begin!(self, by, "webhooks_change", (id, &request));
        let before = self.lock(&mut work, id).await?;
        let ChangeWebhook { revision, url, events, apps, enabled } = request;
        let wanted = self.wanted(work.shared(), &url, &events, &apps).await?;
        same_revision(revision, before.revision)?;
        let now = self.inner.now();
        let Wanted { url, host, events, apps } = wanted;
        let disabled =
            if enabled { None } else { before.disabled.or(Some((WebhookDisabled::ByPerson, now))) };
        let after = webhook::Webhook { url, host, events, apps, disabled, updated_at: now, ..before.clone() };
        let rows = self.rows(&mut work).await?;
        let after = rows.update(&after).await?;
        if before.disabled.is_none() && after.disabled.is_some() {
            rows.messages().drop_waiting(id).await?;
        }
        let actions = actions(&before, &after);
        let event = |action| Event::new(action, id, &after.host);
        let (first, others) = (event(actions.0), actions.1.map(event));
        let history = work.own_history();
        let view = self.view(work.shared(), by.person(), after.clone()).await?;
        let mut work = work.record(first);
        others.into_iter().for_each(|other| work.record_in(history, other));
        work.finish(view).await
    }

    /// With its secrets and its log. Permanent.
    pub async fn delete<R: MayChange>(self, by: &By<R>, id: WebhookId) -> Result<(), Error> {
        let mut work = begin!(self, by, "webhooks_delete", id);
        let before = self.lock(&mut work, id).await?;
        self.rows(&mut work).await?.delete(&before).await?;
        let event = Event::new(AuditAction::WebhookDeleted, id, &before.host);
        work.record(event).finish(()).await
    }
}

/// What is recorded of a change: whether it is enabled first, where that is another.
fn actions(before: &webhook::Webhook, after: &webhook::Webhook) -> (AuditAction, Option<AuditAction>) {
    let same = before.url == after.url && before.events == after.events && before.apps == after.apps;
    let changed = (!same).then_some(AuditAction::WebhookChanged);
    match (before.disabled.is_some(), after.disabled.is_some()) {
        (false, true) => (AuditAction::WebhookDisabled, changed),
        (true, false) => (AuditAction::WebhookEnabled, changed),
        _ => (AuditAction::WebhookChanged, None),
    }
}
