//! The tenant's webhooks.

use leptos::prelude::*;
use model::webhook::WebhookOwner;

use super::reader::{AskAdmin, use_tenant};
use crate::pages::webhooks;

fn owner() -> WebhookOwner {
    WebhookOwner::Tenant(use_tenant())
}

fn note() -> AnyView {
    view! { <div class="mb-6"><AskAdmin to="create or change webhooks" /></div> }.into_any()
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
