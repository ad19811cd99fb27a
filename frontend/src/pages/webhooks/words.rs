//! Webhooks and their messages in words, and where their pages are.

use std::fmt::Display;

use leptos::prelude::*;
use model::webhook::{WebhookDisabled, WebhookMessageKind, WebhookMessageState, WebhookOwner};
use wire::webhooks::WebhookDelivery;

use crate::{
    components::{
        Symbol,
        feedback::{Badge, Tone},
    },
    route,
};

/// What a page tells whoever may only look.
pub type Note = fn() -> AnyView;

pub fn list_address(owner: WebhookOwner) -> String {
    match owner {
        WebhookOwner::Publisher(publisher) => route::developer::webhooks(publisher),
        WebhookOwner::Tenant(tenant) => route::admin::webhooks(tenant),
    }
}

pub fn new_address(owner: WebhookOwner) -> String {
    match owner {
        WebhookOwner::Publisher(publisher) => route::developer::new_webhook(publisher),
        WebhookOwner::Tenant(tenant) => route::admin::new_webhook(tenant),
    }
}

pub fn address(owner: WebhookOwner, webhook: impl Display) -> String {
    match owner {
        WebhookOwner::Publisher(publisher) => route::developer::webhook(publisher, webhook),
        WebhookOwner::Tenant(tenant) => route::admin::webhook(tenant, webhook),
    }
}

/// The page above one of a webhook.
pub fn above(owner: WebhookOwner) -> (String, String) {
    (list_address(owner), "Webhooks".to_owned())
}

/// What a webhook is called: the host of its address.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}

/// Why it is disabled, as a sentence.
pub const fn why_disabled(why: Option<WebhookDisabled>) -> &'static str {
    match why {
        Some(WebhookDisabled::NotTaken) => {
            "A message was not taken for three days, so nothing more is sent. Look at the messages below, repair the receiver, and enable the webhook again."
        }
        Some(WebhookDisabled::Gone) => {
            "Its receiver answered that it is gone for good (410), so nothing more is sent. Change the address, or enable the webhook again."
        }
        Some(WebhookDisabled::ByPerson) | None => "Nothing is sent until it is enabled again.",
    }
}

#[component]
pub fn EnabledBadge(enabled: bool) -> impl IntoView {
    let (tone, symbol, words) = if enabled {
        (Tone::Positive, Symbol::CheckCircle, "Enabled")
    } else {
        (Tone::Caution, Symbol::Ban, "Disabled")
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}

#[component]
pub fn MessageBadge(state: WebhookMessageState) -> impl IntoView {
    let (tone, symbol, words) = match state {
        WebhookMessageState::Waiting => (Tone::Caution, Symbol::Clock, "Waiting"),
        WebhookMessageState::Delivered => (Tone::Positive, Symbol::CheckCircle, "Delivered"),
        WebhookMessageState::Failed => (Tone::Danger, Symbol::Alert, "Failed"),
        WebhookMessageState::Dropped => (Tone::Neutral, Symbol::Ban, "Not sent"),
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}

/// How the last attempt ended: "204 in 18 ms", or why there was no answer.
pub fn ended(delivery: &WebhookDelivery) -> String {
    let took = delivery.took.map(|took| format!(" in {took} ms")).unwrap_or_default();
    match (delivery.status, &delivery.problem) {
        (Some(status), _) => format!("{status}{took}"),
        (None, Some(problem)) => problem.clone(),
        (None, None) => "Not tried yet".to_owned(),
    }
}

/// "connection.allowed", and whether someone sent it.
pub fn what(delivery: &WebhookDelivery) -> String {
    match delivery.kind {
        WebhookMessageKind::Event | WebhookMessageKind::Test => delivery.event.to_string(),
        WebhookMessageKind::Again => format!("{}, sent again", delivery.event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_called_by_its_host() {
        for (url, name) in [
            ("https://hooks.example/in?token=1", "hooks.example"),
            ("https://hooks.example:8443", "hooks.example:8443"),
            ("http://[::1]:80/#a", "[::1]:80"),
        ] {
            assert_eq!(host(url), name);
        }
    }
}
