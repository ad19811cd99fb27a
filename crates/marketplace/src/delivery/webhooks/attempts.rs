//! One attempt to deliver a message: signed, sent, and what follows from the answer.

use std::time::Instant;

use chrono::TimeDelta;
use model::{
    Timestamp,
    webhook::{
        Webhook, WebhookAttempt, WebhookDisabled, WebhookMessage, WebhookMessageKind, WebhookMessageState,
    },
};
use outbound_http::{Answered, FetchError, Outgoing};
use url::Url;

use crate::errors::Error;
use crate::service::Webhooks;
use crate::service::webhook_parts::SEND_BOUNDS;

/// Between an attempt that failed and the next one: three days in all.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(16),
    TimeDelta::hours(24),
];
/// The receiver is gone for good (RFC 9110 section 15.5.11).
const GONE: u16 = 410;

impl Webhooks<'_> {
    pub(super) async fn attempt(self, message: &WebhookMessage, webhook: &Webhook) -> WebhookAttempt {
        let (at, began) = (self.inner.now(), Instant::now());
        let answered = self.try_to_deliver(message, webhook, at).await;
        let took = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        match answered {
            Ok(Answered { status, body, .. }) => {
                let answer = String::from_utf8_lossy(&body).into_owned();
                WebhookAttempt { at, took, status: Some(status), problem: None, answer }
            }
            Err(problem) => {
                let (problem, answer) = (Some(problem), String::new());
                WebhookAttempt { at, took, status: None, problem, answer }
            }
        }
    }

    /// # Errors
    /// Why there was no answer, for whoever gave the address.
    async fn try_to_deliver(
        self,
        message: &WebhookMessage,
        webhook: &Webhook,
        at: Timestamp,
    ) -> Result<Answered, String> {
        let url: Url = webhook.url.parse().map_err(|_| "The address cannot be read.".to_owned())?;
        let signature = self.signature(message, webhook, at).map_err(|error| {
            tracing::error!(webhook = %webhook.id, %error, "a message cannot be signed");
            "The message could not be signed. The platform's operator can say why.".to_owned()
        })?;
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", message.message.clone()),
            ("webhook-timestamp", at.timestamp().to_string()),
            ("webhook-signature", signature),
        ];
        let call = Outgoing { method: "POST".to_owned(), headers, body: message.body.clone().into_bytes() };
        let answered = self.inner.0.webhooks.fetcher.deliver(&url, call).await;
        answered.map_err(|error| words(&error, webhook))
    }

    /// One of each secret that signs now, the current one first.
    fn signature(self, message: &WebhookMessage, webhook: &Webhook, at: Timestamp) -> Result<String, Error> {
        let sign = |secret| {
            let plain = self.inner.open_webhook_secret(webhook.id, secret)?;
            Ok(plain.sign(&message.message, at.timestamp(), &message.body))
        };
        let signing = webhook.secrets.iter().filter(|secret| secret.signs_at(at));
        Ok(signing.map(sign).collect::<Result<Vec<_>, Error>>()?.join(" "))
    }
}

/// What went wrong on the way stays in the log: it may tell of networks.
fn words(error: &FetchError, webhook: &Webhook) -> String {
    match error {
        FetchError::NotHttps => "The address is not https.".to_owned(),
        FetchError::Forbidden => "The address is not on the public internet.".to_owned(),
        FetchError::TooSlow => format!("There was no answer within {} seconds.", SEND_BOUNDS.time.as_secs()),
        FetchError::Unreachable(why) => {
            tracing::info!(webhook = %webhook.id, why, "the receiver of a webhook cannot be reached");
            "The address cannot be reached.".to_owned()
        }
        FetchError::Status(status) => format!("The answer had status {status}."),
        FetchError::TooLong => "The answer was too long.".to_owned(),
    }
}

/// What follows from an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Consequence {
    pub state: WebhookMessageState,
    pub due: Timestamp,
    /// The webhook is disabled.
    pub disables: Option<WebhookDisabled>,
}

/// What was asked for by a person is sent once, and disables nothing.
pub(super) fn consequence(message: &WebhookMessage, attempt: &WebhookAttempt, now: Timestamp) -> Consequence {
    let over = |state, disables| Consequence { state, due: now, disables };
    if attempt.succeeded() {
        return over(WebhookMessageState::Delivered, None);
    }
    if message.kind != WebhookMessageKind::Event {
        return over(WebhookMessageState::Failed, None);
    }
    if attempt.status == Some(GONE) {
        return over(WebhookMessageState::Failed, Some(WebhookDisabled::Gone));
    }
    let failed = usize::try_from(message.attempts).unwrap_or(usize::MAX);
    match PAUSES.get(failed.saturating_sub(1)) {
        Some(pause) => Consequence { state: WebhookMessageState::Waiting, due: now + *pause, disables: None },
        None => over(WebhookMessageState::Failed, Some(WebhookDisabled::NotTaken)),
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{WebhookDeliveryId, WebhookId},
        webhook_event::WebhookEvent,
    };

    use super::*;

    fn after(kind: WebhookMessageKind, attempts: u32, status: Option<u16>) -> Consequence {
        let (id, at) = (WebhookDeliveryId::new(1, &[1; 10]), Timestamp::default());
        let message = WebhookMessage {
            id,
            webhook: WebhookId::new(1, &[1; 10]),
            tenant: None,
            message: id.to_string(),
            kind,
            event: WebhookEvent::ConnectionAllowed,
            thread: id.uuid(),
            sequence: 1,
            body: "{}".into(),
            state: WebhookMessageState::Waiting,
            attempts,
            due: at,
            created_at: at,
            last: None,
        };
        let attempt = WebhookAttempt { at, took: 1, status, problem: None, answer: String::new() };
        consequence(&message, &attempt, at)
    }

    #[test]
    fn attempts_go_on_for_three_days_and_then_disable() {
        let all: TimeDelta = PAUSES.iter().sum();
        assert!(all > TimeDelta::hours(71) && all < TimeDelta::hours(73), "{all}");
        let first = after(WebhookMessageKind::Event, 1, Some(500));
        assert_eq!((first.state, first.due.timestamp()), (WebhookMessageState::Waiting, 5));
        assert_eq!(after(WebhookMessageKind::Event, 9, None).state, WebhookMessageState::Waiting);
        let last = after(WebhookMessageKind::Event, 10, Some(302));
        assert_eq!(
            (last.state, last.disables),
            (WebhookMessageState::Failed, Some(WebhookDisabled::NotTaken))
        );
    }

    #[test]
    fn one_answer_may_be_the_last() {
        for status in [200, 204, 299] {
            let taken = after(WebhookMessageKind::Event, 10, Some(status));
            assert_eq!((taken.state, taken.disables), (WebhookMessageState::Delivered, None));
        }
        assert_eq!(after(WebhookMessageKind::Event, 1, Some(410)).disables, Some(WebhookDisabled::Gone));
        for kind in [WebhookMessageKind::Again, WebhookMessageKind::Test] {
            let once = after(kind, 1, Some(410));
            assert_eq!((once.state, once.disables), (WebhookMessageState::Failed, None));
        }
    }
}
