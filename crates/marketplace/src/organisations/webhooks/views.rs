//! Webhooks and their messages as people of their organisation read them.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::PersonId,
    person::Person,
    webhook::{self, WebhookMessageState},
};
use store::Shared;
use wire::webhooks::{Webhook, WebhookDelivery, WebhookDeliveryDetails, WebhookHeader, WebhookSecret};

use super::own::OwnWebhooks;
use crate::errors::Error;
use crate::views::names;

impl OwnWebhooks<'_> {
    pub async fn view(
        self,
        shared: Shared<'_>,
        by: &Person,
        webhook: webhook::Webhook,
    ) -> Result<Webhook, Error> {
        let names = names(shared, by, std::iter::once(webhook.created_by)).await?;
        Ok(view(webhook, &names, self.inner.now()))
    }

    pub async fn views(
        self,
        shared: Shared<'_>,
        by: &Person,
        webhooks: Vec<webhook::Webhook>,
    ) -> Result<Vec<Webhook>, Error> {
        let names = names(shared, by, webhooks.iter().map(|webhook| webhook.created_by)).await?;
        Ok(webhooks.into_iter().map(|webhook| view(webhook, &names, self.inner.now())).collect())
    }
}

fn view(webhook: webhook::Webhook, names: &HashMap<PersonId, String>, now: Timestamp) -> Webhook {
    let secrets = webhook.secrets.into_iter().filter(|secret| secret.signs_at(now));
    let secret = |secret: webhook::WebhookSecret| WebhookSecret {
        hint: secret.hint,
        made_at: secret.made_at,
        ends_at: secret.ends_at,
    };
    Webhook {
        id: webhook.id,
        url: webhook.url,
        events: webhook.events.into_iter().collect(),
        apps: webhook.apps.into_iter().collect(),
        enabled: webhook.disabled.is_none(),
        disabled_at: webhook.disabled.map(|(_, at)| at),
        disabled_because: webhook.disabled.map(|(why, _)| why),
        secrets: secrets.map(secret).collect(),
        created_by: names.get(&webhook.created_by).cloned().unwrap_or_default(),
        created_at: webhook.created_at,
        updated_at: webhook.updated_at,
        revision: webhook.revision,
    }
}

pub(super) fn line(message: &webhook::WebhookMessage) -> WebhookDelivery {
    let last = message.last.as_ref();
    WebhookDelivery {
        id: message.id,
        message_id: message.message.clone(),
        kind: message.kind,
        event: message.event,
        state: message.state,
        attempts: message.attempts,
        status: last.and_then(|last| last.status),
        problem: last.and_then(|last| last.problem.clone()),
        took: last.map(|last| last.took),
        created_at: message.created_at,
        attempted_at: last.map(|last| last.at),
        next_attempt_at: (message.state == WebhookMessageState::Waiting).then_some(message.due),
    }
}

pub(super) fn details(message: webhook::WebhookMessage) -> WebhookDeliveryDetails {
    let delivery = line(&message);
    let header = |name: &str, value: String| WebhookHeader { name: name.to_owned(), value };
    let timestamp = message.last.as_ref().map(|last| last.at.timestamp().to_string());
    let headers = [
        Some(header("content-type", "application/json".to_owned())),
        Some(header("webhook-id", message.message)),
        timestamp.map(|timestamp| header("webhook-timestamp", timestamp)),
    ];
    WebhookDeliveryDetails {
        delivery,
        request_headers: headers.into_iter().flatten().collect(),
        request_body: message.body,
        answer: message.last.map(|last| last.answer).unwrap_or_default(),
    }
}
