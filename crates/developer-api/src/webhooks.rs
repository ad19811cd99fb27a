//! Routes of a publisher's webhooks.

use actix_web::{HttpResponse, get, post, put, web::Path};
use marketplace::{Developer, PublisherMember};
use web::{Answer, As, Body, Changing, Here, IdempotencyHeader, Looking};
use wire::{
    page::Page,
    paths::developer::{PublisherPath, WebhookDeliveryPath, WebhookPath},
    webhooks::{
        ChangeWebhook, IssuedWebhook, NewWebhook, RotateWebhookSecret, Webhook, WebhookDelivery,
        WebhookDeliveryDetails,
    },
};

/// List webhooks
#[utoipa::path(
    operation_id = "webhooks_list",
    tag = "Webhooks",
    params(PublisherPath),
    responses((status = 200, description = "All of them, newest first; never a secret", body = Page<Webhook>), Looking),
)]
#[get("/publishers/{publisher_id}/webhooks")]
pub async fn list(here: Here, As(by): As<PublisherMember>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_webhooks().list(&by).await?))
}

/// Create a webhook
///
/// Messages are signed as Standard Webhooks says. `webhooks` in this document describes them.
#[utoipa::path(
    operation_id = "webhooks_create",
    tag = "Webhooks",
    request_body = NewWebhook,
    params(PublisherPath, IdempotencyHeader),
    responses((status = 201, description = "Created; the secret is in this answer alone", body = IssuedWebhook), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks")]
pub async fn create(here: Here, As(by): As<Developer>, body: Body<NewWebhook>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_webhooks().create(&by, body.read()?).await?))
}

/// Get a webhook
#[utoipa::path(
    operation_id = "webhooks_get",
    tag = "Webhooks",
    params(WebhookPath),
    responses((status = 200, description = "The webhook; never its secret", body = Webhook), Looking),
)]
#[get("/publishers/{publisher_id}/webhooks/{webhook_id}")]
pub async fn get(here: Here, As(by): As<PublisherMember>, path: Path<WebhookPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_webhooks().get(&by, path.webhook_id).await?))
}

/// Change a webhook
///
/// Enables and disables it too. What waits for a webhook that is disabled is not sent.
#[utoipa::path(
    operation_id = "webhooks_change",
    tag = "Webhooks",
    request_body = ChangeWebhook,
    params(WebhookPath, IdempotencyHeader),
    responses((status = 200, description = "Changed", body = Webhook), Changing),
)]
#[put("/publishers/{publisher_id}/webhooks/{webhook_id}")]
pub async fn change(
    here: Here,
    As(by): As<Developer>,
    path: Path<WebhookPath>,
    body: Body<ChangeWebhook>,
) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_webhooks().change(&by, path.webhook_id, body.read()?).await?))
}

/// Regenerate a webhook's secret
///
/// While the two overlap, each message has a signature of each.
#[utoipa::path(
    operation_id = "webhooks_rotate_secret",
    tag = "Webhooks",
    request_body = RotateWebhookSecret,
    params(WebhookPath, IdempotencyHeader),
    responses((status = 200, description = "The new secret is in this answer alone", body = IssuedWebhook), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks/{webhook_id}/rotate-secret")]
pub async fn rotate_secret(
    here: Here,
    As(by): As<Developer>,
    path: Path<WebhookPath>,
    body: Body<RotateWebhookSecret>,
) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.publisher_webhooks().rotate_secret(&by, path.webhook_id, body.read()?).await?))
}

/// Retire a webhook's old secret
#[utoipa::path(
    operation_id = "webhooks_retire_secret",
    tag = "Webhooks",
    params(WebhookPath, IdempotencyHeader),
    responses((status = 200, description = "The old secret no longer signs", body = Webhook), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks/{webhook_id}/retire-secret")]
pub async fn retire_secret(here: Here, As(by): As<Developer>, path: Path<WebhookPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_webhooks().retire_secret(&by, path.webhook_id).await?))
}

/// Delete a webhook
///
/// With its secrets and its log. Cannot be undone.
#[utoipa::path(
    operation_id = "webhooks_delete",
    tag = "Webhooks",
    params(WebhookPath, IdempotencyHeader),
    responses((status = 204, description = "Deleted"), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks/{webhook_id}/delete")]
pub async fn delete(here: Here, As(by): As<Developer>, path: Path<WebhookPath>) -> Answer {
    here.publisher_webhooks().delete(&by, path.webhook_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Send a test message
///
/// Once, to a disabled webhook too.
#[utoipa::path(
    operation_id = "webhooks_test",
    tag = "Webhooks",
    params(WebhookPath, IdempotencyHeader),
    responses((status = 201, description = "It waits to be sent", body = WebhookDelivery), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks/{webhook_id}/test")]
pub async fn test(here: Here, As(by): As<Developer>, path: Path<WebhookPath>) -> Answer {
    Ok(HttpResponse::Created().json(here.publisher_webhooks().test(&by, path.webhook_id).await?))
}

/// List the messages of a webhook
///
/// The last hundred of thirty days, without bodies.
#[utoipa::path(
    operation_id = "webhooks_deliveries",
    tag = "Webhooks",
    params(WebhookPath),
    responses((status = 200, description = "Messages, newest first", body = Page<WebhookDelivery>), Looking),
)]
#[get("/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries")]
pub async fn deliveries(here: Here, As(by): As<PublisherMember>, path: Path<WebhookPath>) -> Answer {
    Ok(HttpResponse::Ok().json(here.publisher_webhooks().log(&by, path.webhook_id).await?))
}

/// Get a message of a webhook
///
/// With what was sent and answered, for whoever may change the webhook.
#[utoipa::path(
    operation_id = "webhooks_delivery",
    tag = "Webhooks",
    params(WebhookDeliveryPath),
    responses((status = 200, description = "The message", body = WebhookDeliveryDetails), Looking),
)]
#[get("/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}")]
pub async fn delivery(here: Here, As(by): As<Developer>, path: Path<WebhookDeliveryPath>) -> Answer {
    Ok(HttpResponse::Ok()
        .json(here.publisher_webhooks().delivery(&by, path.webhook_id, path.delivery_id).await?))
}

/// Send a message of a webhook again
///
/// Once, with the same `webhook-id`.
#[utoipa::path(
    operation_id = "webhooks_send_again",
    tag = "Webhooks",
    params(WebhookDeliveryPath, IdempotencyHeader),
    responses((status = 201, description = "It waits to be sent", body = WebhookDelivery), Changing),
)]
#[post("/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again")]
pub async fn send_again(here: Here, As(by): As<Developer>, path: Path<WebhookDeliveryPath>) -> Answer {
    let sent = here.publisher_webhooks().send_again(&by, path.webhook_id, path.delivery_id).await?;
    Ok(HttpResponse::Created().json(sent))
}
