//! Who may do what with webhooks, of publishers and of tenants.

use std::time::Duration;

use model::{
    ids::{WebhookDeliveryId, WebhookId},
    webhook::WebhookMessageState,
};
use serde_json::{Value, json};
use wire::{
    page::Page,
    webhooks::{IssuedWebhook, Webhook, WebhookDelivery},
};

use crate::harness::{Outcome, Person, Publisher, Tenant};

use super::{
    request::plain,
    table::{Row, table},
};

const EVENTS: [&str; 1] = ["connection.allowed"];

fn wanted() -> Value {
    json!({"url": "https://hooks.example/", "events": EVENTS, "apps": []})
}

/// An organisation with webhooks.
trait Hears {
    fn owner(&self) -> &Person;
    fn webhooks(&self) -> String;
}

impl Hears for Publisher {
    fn owner(&self) -> &Person {
        &self.owner
    }

    fn webhooks(&self) -> String {
        self.at("/webhooks")
    }
}

impl Hears for Tenant {
    fn owner(&self) -> &Person {
        &self.owner
    }

    fn webhooks(&self) -> String {
        self.at("/webhooks")
    }
}

/// One that there is, or a new one: an organisation may have few.
async fn webhook(of: &impl Hears) -> Outcome<Webhook> {
    let page: Page<Webhook> = of.owner().read(&of.webhooks()).await?;
    if let Some(one) = page.items.into_iter().next() {
        return Ok(one);
    }
    let made: IssuedWebhook = of.owner().create(&of.webhooks(), wanted()).await?;
    Ok(made.webhook)
}

/// One whose old secret signs still.
async fn rotated(of: &impl Hears) -> Outcome<WebhookId> {
    let id = webhook(of).await?.id;
    let path = format!("{}/{id}/rotate-secret", of.webhooks());
    of.owner().post(&path, json!({"overlap_hours": 24})).await?.ok(200)?;
    Ok(id)
}

/// A message of a new webhook.
async fn delivery(of: &impl Hears) -> Outcome<(WebhookId, WebhookDelivery)> {
    let path = of.webhooks();
    let made: IssuedWebhook = of.owner().create(&path, wanted()).await?;
    let id = made.webhook.id;
    Ok((id, of.owner().verb(&format!("{path}/{id}/test")).await?.ok(201)?.json()?))
}

/// One that was tried. No one answers at its address, which may take as long as an attempt may.
async fn tried(of: &impl Hears) -> Outcome<(WebhookId, WebhookDeliveryId)> {
    let (id, made) = delivery(of).await?;
    let path = format!("{}/{id}/deliveries", of.webhooks());
    for _ in 0..400 {
        let page: Page<WebhookDelivery> = of.owner().read(&path).await?;
        if page.items.iter().any(|one| one.id == made.id && one.state != WebhookMessageState::Waiting) {
            return Ok((id, made.id));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the message still waits".into())
}

pub fn rows() -> Vec<Row> {
    table! {
        "GET" "/api/developer/v1/publishers/{publisher_id}/webhooks" PublisherMembers 200 |_world| plain();
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks" Developers 201 |_world| plain().json(wanted());
        "GET" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}" PublisherMembers 200 |world| plain().at("webhook_id", webhook(&world.publisher).await?.id);
        "PUT" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}" Developers 200 |world| {
            let one = webhook(&world.publisher).await?;
            let url = "https://hooks.example/other";
            plain().at("webhook_id", one.id).json(json!({
                "revision": one.revision, "url": url, "events": EVENTS, "apps": [], "enabled": true,
            }))
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/rotate-secret" Developers 200 |world| {
            let body = json!({"overlap_hours": 24});
            plain().at("webhook_id", webhook(&world.publisher).await?.id).json(body)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/retire-secret" Developers 200 |world| {
            plain().at("webhook_id", rotated(&world.publisher).await?)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/test" Developers 201 |world| {
            plain().at("webhook_id", webhook(&world.publisher).await?.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries" PublisherMembers 200 |world| {
            plain().at("webhook_id", webhook(&world.publisher).await?.id)
        };
        "GET" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}" Developers 200 |world| {
            let (webhook, delivery) = delivery(&world.publisher).await?;
            plain().at("webhook_id", webhook).at("delivery_id", delivery.id)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again" Developers 201 |world| {
            let (webhook, delivery) = tried(&world.publisher).await?;
            plain().at("webhook_id", webhook).at("delivery_id", delivery)
        };
        "POST" "/api/developer/v1/publishers/{publisher_id}/webhooks/{webhook_id}/delete" Developers 204 |world| {
            plain().at("webhook_id", webhook(&world.publisher).await?.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/webhooks" TenantMembers 200 |_world| plain();
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks" TenantAdmins 201 |_world| plain().json(wanted());
        "GET" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}" TenantMembers 200 |world| plain().at("webhook_id", webhook(&world.tenant).await?.id);
        "PUT" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}" TenantAdmins 200 |world| {
            let one = webhook(&world.tenant).await?;
            let url = "https://hooks.example/other";
            plain().at("webhook_id", one.id).json(json!({
                "revision": one.revision, "url": url, "events": EVENTS, "apps": [], "enabled": true,
            }))
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/rotate-secret" TenantAdmins 200 |world| {
            let body = json!({"overlap_hours": 24});
            plain().at("webhook_id", webhook(&world.tenant).await?.id).json(body)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/retire-secret" TenantAdmins 200 |world| {
            plain().at("webhook_id", rotated(&world.tenant).await?)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/test" TenantAdmins 201 |world| {
            plain().at("webhook_id", webhook(&world.tenant).await?.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries" TenantMembers 200 |world| {
            plain().at("webhook_id", webhook(&world.tenant).await?.id)
        };
        "GET" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries/{delivery_id}" TenantAdmins 200 |world| {
            let (webhook, delivery) = delivery(&world.tenant).await?;
            plain().at("webhook_id", webhook).at("delivery_id", delivery.id)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again" TenantAdmins 201 |world| {
            let (webhook, delivery) = tried(&world.tenant).await?;
            plain().at("webhook_id", webhook).at("delivery_id", delivery)
        };
        "POST" "/api/admin/v1/tenants/{tenant_id}/webhooks/{webhook_id}/delete" TenantAdmins 204 |world| {
            plain().at("webhook_id", webhook(&world.tenant).await?.id)
        };
    }
}
