//! What people of each portal may do with webhooks. Members read; whoever may change them reads bodies and answers too.

use model::{
    ids::{PublisherId, TenantId, WebhookDeliveryId, WebhookId},
    webhook::WebhookOwner,
};
use wire::{
    page::Page,
    webhooks::{
        ChangeWebhook, IssuedWebhook, NewWebhook, RotateWebhookSecret, Webhook, WebhookDelivery,
        WebhookDeliveryDetails,
    },
};

use super::own::OwnWebhooks;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, TenantAdmin, TenantMember};
use crate::service::{PublisherWebhooks, TenantWebhooks};

macro_rules! webhooks_of {
    ($handle:ident, $owner:ident($id:ident), $organisation:ident, $reader:ident, $changer:ident) => {
        impl<'a> $handle<'a> {
            /// All of them, the newest first.
            pub async fn list(self, by: &By<$reader>) -> Result<Page<Webhook>, Error> {
                self.own(by.$organisation()).list(by.person()).await
            }

            pub async fn get(self, by: &By<$reader>, id: WebhookId) -> Result<Webhook, Error> {
                self.own(by.$organisation()).get(by.person(), id).await
            }

            /// The secret is in this answer alone.
            pub async fn create(
                self,
                by: &By<$changer>,
                request: NewWebhook,
            ) -> Result<IssuedWebhook, Error> {
                self.own(by.$organisation()).create(by, request).await
            }

            /// # Errors
            /// `LostRace` unless the revision is the one that the caller read.
            pub async fn change(
                self,
                by: &By<$changer>,
                id: WebhookId,
                request: ChangeWebhook,
            ) -> Result<Webhook, Error> {
                self.own(by.$organisation()).change(by, id, request).await
            }

            /// The new secret is in this answer alone.
            pub async fn rotate_secret(
                self,
                by: &By<$changer>,
                id: WebhookId,
                request: RotateWebhookSecret,
            ) -> Result<IssuedWebhook, Error> {
                self.own(by.$organisation()).rotate_secret(by, id, request).await
            }

            /// # Errors
            /// `Conflict` where there is no old secret.
            pub async fn retire_secret(self, by: &By<$changer>, id: WebhookId) -> Result<Webhook, Error> {
                self.own(by.$organisation()).retire_secret(by, id).await
            }

            /// Permanent.
            pub async fn delete(self, by: &By<$changer>, id: WebhookId) -> Result<(), Error> {
                self.own(by.$organisation()).delete(by, id).await
            }

            pub async fn test(self, by: &By<$changer>, id: WebhookId) -> Result<WebhookDelivery, Error> {
                self.own(by.$organisation()).test(by, id).await
            }

            /// The newest first, without bodies.
            pub async fn log(self, by: &By<$reader>, id: WebhookId) -> Result<Page<WebhookDelivery>, Error> {
                self.own(by.$organisation()).log(id).await
            }

            pub async fn delivery(
                self,
                by: &By<$changer>,
                id: WebhookId,
                delivery: WebhookDeliveryId,
            ) -> Result<WebhookDeliveryDetails, Error> {
                self.own(by.$organisation()).delivery(id, delivery).await
            }

            /// # Errors
            /// `Conflict` while it waits.
            pub async fn send_again(
                self,
                by: &By<$changer>,
                id: WebhookId,
                delivery: WebhookDeliveryId,
            ) -> Result<WebhookDelivery, Error> {
                self.own(by.$organisation()).send_again(by, id, delivery).await
            }

            const fn own(self, id: $id) -> OwnWebhooks<'a> {
                OwnWebhooks { inner: self.inner, owner: WebhookOwner::$owner(id) }
            }
        }
    };
}

webhooks_of!(PublisherWebhooks, Publisher(PublisherId), publisher, PublisherMember, Developer);
webhooks_of!(TenantWebhooks, Tenant(TenantId), tenant, TenantMember, TenantAdmin);
