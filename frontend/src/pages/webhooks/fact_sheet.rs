//! The facts of a webhook, and the dialog that changes them.

use leptos::prelude::*;
use model::{ids::AppId, webhook::WebhookOwner};
use wire::webhooks::{Webhook, WebhookSecret};

use super::{
    calls::{self, OwnApp},
    draft::{Draft, Fields},
    one::Found,
    words::{EnabledBadge, above, host, why_disabled},
};
use crate::{
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Day, HiddenSecret, Time, Tone, use_toaster},
        layout::{Definitions, IdentifierTerm, PageHeader, Term, use_organisation},
        list::Loader,
    },
    pages::{
        focus::settle_focus,
        revised::{Revised, Theirs},
    },
};

#[component]
pub fn FactSheet(owner: WebhookOwner, now: Found, found: Loader<Found>) -> impl IntoView {
    let (webhook, apps) = now;
    let (may_act, open) = (use_organisation().may_act, RwSignal::new(false));
    let edited = webhook.clone();
    let events = webhook.events.iter().map(|event| view! { <li>{event.in_words()}</li> }).collect_view();
    let secrets = webhook.secrets.iter().cloned().map(|secret| view! { <Secret secret /> }).collect_view();
    let names = names(&webhook, &apps);
    let of_publisher = matches!(owner, WebhookOwner::Publisher(_));
    let (since, because) = (webhook.disabled_at, webhook.disabled_because);
    let disabled = (!webhook.enabled).then(|| {
        view! {
            <Banner tone=Tone::Caution title="This webhook is disabled">
                {since.map(|at| view! { "Since " <Day at /> ". " })} {why_disabled(because)}
            </Banner>
        }
    });
    let edit = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Edit />
                "Edit webhook…"
            </button>
        }
    };
    view! {
        <PageHeader
            title=host(&webhook.url)
            lead="Gets a signed message for each event below."
            back=above(owner)
        >
            <EnabledBadge enabled=webhook.enabled />
            {may_act.then(edit)}
        </PageHeader>
        <div class="grid gap-6">
            {disabled}
            <div class="panel">
                <Definitions>
                    <IdentifierTerm label="Address" value=webhook.url.clone() what="address" />
                    <IdentifierTerm label="Webhook ID" value=webhook.id.to_string() what="webhook ID" />
                    <Term label="Events">
                        <ul class="bullets">{events}</ul>
                    </Term>
                    {of_publisher.then(|| view! { <Term label="Apps">{names}</Term> })}
                    <Term label="Signing secret">
                        <ul class="grid gap-1">{secrets}</ul>
                    </Term>
                    <Term label="Created">
                        {webhook.created_by.clone()} ", " <Time at=webhook.created_at />
                    </Term>
                </Definitions>
            </div>
        </div>
        {may_act.then(|| view! { <Edit owner webhook=edited apps open found /> })}
    }
}

/// The apps that it is limited to, by name.
fn names(webhook: &Webhook, apps: &[OwnApp]) -> String {
    if webhook.apps.is_empty() {
        return "All".to_owned();
    }
    let name = |id: &AppId| {
        let known = apps.iter().find(|(app, _)| app == id);
        known.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    };
    webhook.apps.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[component]
fn Secret(secret: WebhookSecret) -> impl IntoView {
    let WebhookSecret { hint, made_at, ends_at } = secret;
    let end = match ends_at {
        Some(at) => view! { ". It signs too until " <Time at /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <li>
            <HiddenSecret hint />
            ", made "
            <Time at=made_at />
            {end}
        </li>
    }
}

#[component]
fn Edit(
    owner: WebhookOwner,
    webhook: Webhook,
    apps: Vec<OwnApp>,
    open: RwSignal<bool>,
    found: Loader<Found>,
) -> impl IntoView {
    let toaster = use_toaster();
    let (id, enabled, revised) = (webhook.id, webhook.enabled, Revised::of(&webhook));
    let draft = Draft::of(owner, apps.clone(), &webhook);
    let (sent, theirs) = (draft.clone(), draft.clone());
    let save = move || {
        let change = calls::change(owner, id, sent.change(revised.revision(), enabled));
        async move { revised.save(change, calls::get(owner, id)).await }
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Edit the webhook to {}", host(&webhook.url))
            verb="Save webhook"
            run=save
            then=move |webhook: Webhook| {
                toaster.done(format!("The webhook to {} is saved.", host(&webhook.url)));
                found.set((webhook, apps.clone()));
                settle_focus();
            }
        >
            <Theirs
                revised
                fields=stored
                take={
                    let theirs = theirs.clone();
                    move |stored: Webhook| theirs.take(&stored)
                }
            />
            <p>"Messages that wait go to the new address too."</p>
            <Fields draft=draft.clone() />
        </ConfirmDialog>
    }
}

fn stored(webhook: &Webhook) -> Vec<(&'static str, String)> {
    let events: Vec<_> = webhook.events.iter().map(|event| event.as_str()).collect();
    vec![("Address", webhook.url.clone()), ("Events", events.join(", "))]
}
