//! The secrets of webhooks, rotated: for a while both sign.

use chrono::TimeDelta;
use model::{
    audit::{AuditAction, Detail},
    ids::WebhookId,
};
use wire::webhooks::{IssuedWebhook, MOST_OVERLAP_HOURS, RotateWebhookSecret, Webhook};

use super::own::OwnWebhooks;
use crate::errors::Error;
use crate::permission::{By, MayChange, begin};
use crate::work::Event;

impl OwnWebhooks<'_> {
    /// The new secret is in this answer alone. One that was former already no longer signs.
    pub async fn rotate_secret<R: MayChange>(
        self,
        by: &By<R>,
        id: WebhookId,
        request: RotateWebhookSecret,
    ) -> Result<IssuedWebhook, Error> {
        let mut work = begin!(self, by, "webhooks_rotate_secret", (id, &request));
        let before = self.lock(&mut work, id).await?;
        let hours = request.overlap_hours;
        if hours > MOST_OVERLAP_HOURS {
            let message = format!("Enter at most {MOST_OVERLAP_HOURS} hours.");
            return Err(Error::field("overlap_hours", message));
        }
        let current = before.secrets.first().ok_or_else(|| Error::broken("secret of webhook", id))?.number;
        let (plain, secret) = self.inner.new_webhook_secret(id, current.saturating_add(1))?;
        let until = (hours > 0).then(|| self.inner.now() + TimeDelta::hours(hours.into()));
        let rows = self.rows(&mut work).await?;
        rows.forget_secrets(&before, None).await?;
        rows.end_secret(&before, current, until.unwrap_or(secret.made_at)).await?;
        if until.is_none() {
            rows.forget_secrets(&before, None).await?;
        }
        rows.add_secret(&before, &secret).await?;
        let after = self.find(&mut work, id).await?;
        let event = Event::new(AuditAction::WebhookSecretRotated, id, &after.host);
        let event = event.detail(Detail::WebhookSecretOverlaps { until });
        let webhook = self.view(work.shared(), by.person(), after).await?;
        let secret = Some(plain.expose_once());
        work.record(event).finish(IssuedWebhook { webhook, secret }).await
    }

    /// The former secret no longer signs.
    ///
    /// # Errors
    /// `Conflict` where there is none.
    pub async fn retire_secret<R: MayChange>(self, by: &By<R>, id: WebhookId) -> Result<Webhook, Error> {
        let mut work = begin!(self, by, "webhooks_retire_secret", id);
        let before = self.lock(&mut work, id).await?;
        let now = self.inner.now();
        if !before.secrets.iter().any(|secret| secret.ends_at.is_some() && secret.signs_at(now)) {
            return Err(Error::Conflict("There is no old secret that signs still.".into()));
        }
        self.rows(&mut work).await?.forget_secrets(&before, None).await?;
        let after = self.find(&mut work, id).await?;
        let event = Event::new(AuditAction::WebhookSecretRetired, id, &after.host);
        let event = event.detail(Detail::WebhookSecretOverlaps { until: None });
        let view = self.view(work.shared(), by.person(), after).await?;
        work.record(event).finish(view).await
    }
}
