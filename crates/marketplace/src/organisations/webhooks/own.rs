//! The webhooks of one organisation, whichever kind it is.

use model::{
    ids::WebhookId,
    webhook::{Webhook, WebhookOwner},
};
use store::{Tx, webhooks::Webhooks};

use crate::errors::Error;
use crate::service::Marketplace;

/// What both portals do with webhooks.
#[derive(Clone, Copy)]
pub(super) struct OwnWebhooks<'a> {
    pub inner: &'a Marketplace,
    pub owner: WebhookOwner,
}

impl OwnWebhooks<'_> {
    /// A tenant's behind its wall.
    pub async fn rows(self, tx: &mut Tx) -> Result<Webhooks<'_>, Error> {
        Ok(match self.owner {
            WebhookOwner::Publisher(publisher) => tx.shared().webhooks_of(publisher),
            WebhookOwner::Tenant(tenant) => tx.within(tenant).await?.webhooks(),
        })
    }

    pub async fn lock(self, tx: &mut Tx, id: WebhookId) -> Result<Webhook, Error> {
        self.rows(tx).await?.lock(id).await?.ok_or(Error::NotFound)
    }

    pub async fn find(self, tx: &mut Tx, id: WebhookId) -> Result<Webhook, Error> {
        self.rows(tx).await?.get(id).await?.ok_or(Error::NotFound)
    }
}
