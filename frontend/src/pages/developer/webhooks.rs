//! The publisher's webhooks.

use leptos::prelude::*;
use model::webhook::WebhookOwner;

use super::reader::{ViewerNote, use_publisher};
use crate::pages::webhooks;

fn owner() -> WebhookOwner {
    WebhookOwner::Publisher(use_publisher())
}

fn note() -> AnyView {
    view! { <ViewerNote /> }.into_any()
}

#[component]
pub fn Webhooks() -> impl IntoView {
    view! { <webhooks::Webhooks owner=owner() note /> }
}

#[component]
pub fn NewWebhook() -> impl IntoView {
    view! { <webhooks::NewWebhook owner=owner() note /> }
}

#[component]
pub fn Webhook() -> impl IntoView {
    view! { <webhooks::Webhook owner=owner() note /> }
}
