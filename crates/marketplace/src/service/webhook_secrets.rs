//! The secrets of webhooks: made, sealed and opened.

use credentials::{PlainWebhookSecret, WebhookKey};
use model::{ids::WebhookId, webhook::WebhookSecret};

use super::marketplace::Marketplace;
use crate::errors::Error;

#[derive(Debug, thiserror::Error)]
#[error("the secret of a webhook cannot be sealed")]
struct NotSealed;

impl Marketplace {
    /// A new secret, which signs until another one takes its place.
    pub(crate) fn new_webhook_secret(
        &self,
        webhook: WebhookId,
        number: u32,
    ) -> Result<(PlainWebhookSecret, WebhookSecret), Error> {
        let (key, record) = (self.webhook_key()?, record(webhook, number));
        let sealed = self.0.rng.with(|rng| {
            let plain = PlainWebhookSecret::generate(rng);
            key.seal(&record, &plain, rng).map(|sealed| (plain, sealed))
        });
        let (plain, sealed) = sealed.ok_or_else(|| Error::internal(NotSealed))?;
        let hint = plain.hint();
        Ok((plain, WebhookSecret { number, sealed, hint, made_at: self.now(), ends_at: None }))
    }

    pub(crate) fn open_webhook_secret(
        &self,
        webhook: WebhookId,
        secret: &WebhookSecret,
    ) -> Result<PlainWebhookSecret, Error> {
        let record = record(webhook, secret.number);
        self.webhook_key()?.open(&record, &secret.sealed).map_err(Error::internal)
    }

    fn webhook_key(&self) -> Result<&WebhookKey, Error> {
        self.0.webhooks.key.as_ref().ok_or_else(|| Error::internal(NotSealed))
    }
}

/// The name of a secret's row.
fn record(webhook: WebhookId, number: u32) -> Vec<u8> {
    format!("{webhook}/{number}").into_bytes()
}
