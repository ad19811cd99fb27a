//! Webhooks, from an event to a receiver on this machine.

mod clock;
mod hearing;
mod kills;
mod receivers;
mod rules;

use model::ids::WebhookId;
use serde_json::{Value, json};
use wire::{
    page::Page,
    webhooks::{IssuedWebhook, WebhookDelivery},
};

use crate::harness::{Client, Outcome};

/// Makes a webhook; `at`: the path of the organisation's webhooks.
pub async fn create(client: &Client, at: &str, url: &str, events: &[&str]) -> Outcome<(WebhookId, String)> {
    let body = json!({"url": url, "events": events, "apps": []});
    let issued: IssuedWebhook = client.create(at, body).await?;
    Ok((issued.webhook.id, issued.secret.ok_or("no secret")?))
}

/// Changes some fields of a webhook.
async fn change(client: &Client, path: &str, fields: Value) -> Outcome<Value> {
    let read: Value = client.read(path).await?;
    let mut body = json!({
        "revision": read["revision"], "url": read["url"], "events": read["events"], "apps": read["apps"],
        "enabled": read["enabled"],
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    client.change(path, body).await
}

pub async fn log(client: &Client, path: &str) -> Outcome<Vec<WebhookDelivery>> {
    let page: Page<WebhookDelivery> = client.read(&format!("{path}/deliveries")).await?;
    Ok(page.items)
}
