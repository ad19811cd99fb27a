//! The calls of webhooks: the same for a tenant and a publisher.

use model::{
    ids::{AppId, WebhookDeliveryId, WebhookId},
    webhook::WebhookOwner,
};
use wire::{
    page::{MAX_LIMIT, Page, PageQuery},
    webhooks::{
        ChangeWebhook, IssuedWebhook, NewWebhook, RotateWebhookSecret, Webhook, WebhookDelivery,
        WebhookDeliveryDetails,
    },
};

use crate::api::{self, ApiError, admin, developer};

macro_rules! calls {
    ($($name:ident = $call:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {$(
        pub async fn $name(owner: WebhookOwner $(, $argument: $type)*) -> Result<$answer, ApiError> {
            match owner {
                WebhookOwner::Publisher(publisher) => {
                    api::call(developer::$call(publisher $(, $argument)*)).await
                }
                WebhookOwner::Tenant(tenant) => api::call(admin::$call(tenant $(, $argument)*)).await,
            }
        }
    )*};
}

calls! {
    list = webhooks() -> Page<Webhook>;
    get = webhook(webhook: WebhookId) -> Webhook;
    create = create_webhook(request: NewWebhook) -> IssuedWebhook;
    change = change_webhook(webhook: WebhookId, change: ChangeWebhook) -> Webhook;
    rotate_secret = rotate_webhook_secret(webhook: WebhookId, request: RotateWebhookSecret) -> IssuedWebhook;
    retire_secret = retire_webhook_secret(webhook: WebhookId) -> Webhook;
    delete = delete_webhook(webhook: WebhookId) -> ();
    test = test_webhook(webhook: WebhookId) -> WebhookDelivery;
    log = webhook_deliveries(webhook: WebhookId) -> Page<WebhookDelivery>;
    delivery = webhook_delivery(webhook: WebhookId, delivery: WebhookDeliveryId) -> WebhookDeliveryDetails;
    send_again = send_webhook_again(webhook: WebhookId, delivery: WebhookDeliveryId) -> WebhookDelivery;
}

/// An app that a webhook may be limited to, and its name.
pub type OwnApp = (AppId, String);

/// A publisher's apps; a tenant has none.
pub async fn own_apps(owner: WebhookOwner) -> Result<Vec<OwnApp>, ApiError> {
    let WebhookOwner::Publisher(publisher) = owner else { return Ok(Vec::new()) };
    let query = PageQuery { limit: Some(MAX_LIMIT), ..PageQuery::default() };
    let page = api::call(developer::apps(publisher, query)).await?;
    Ok(page.items.into_iter().map(|app| (app.id, app.name)).collect())
}
