//! What can be done with a webhook.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::webhook::WebhookOwner;
use wire::webhooks::{ChangeWebhook, IssuedWebhook, RotateWebhookSecret, Webhook, WebhookDelivery};

use super::{
    calls,
    one::Found,
    words::{host, list_address},
};
use crate::{
    components::{
        Symbol,
        feedback::{ConfirmDialog, OnError, use_toaster},
        form::{Choice, RadioGroup},
        layout::Section,
        list::Loader,
    },
    pages::{
        actions::{Action, Actions},
        answered::{Answered, answered, not_shown},
        focus::settle_focus,
        out_of_date::unless_out_of_date,
    },
};

#[component]
pub fn Verbs(
    owner: WebhookOwner,
    now: Found,
    issued: RwSignal<Option<IssuedWebhook>>,
    found: Loader<Found>,
    log: Loader<Vec<WebhookDelivery>>,
) -> impl IntoView {
    let toaster = use_toaster();
    let refused =
        Callback::new(move |error| unless_out_of_date(error, toaster, || found.reload_then(settle_focus)));
    let overlaps = now.0.secrets.len() > 1;
    let (switched, regenerated, retired, deleted, tested) =
        (now.0.clone(), now.clone(), now.clone(), now.0.clone(), now.0.clone());
    view! {
        <Section title="Manage this webhook">
            <Actions>
                <Test owner webhook=tested log />
                <Regenerate owner webhook=regenerated.0 refused issued found />
                {overlaps.then(|| view! { <Retire owner now=retired refused found /> })}
                <Switch owner now=(switched, now.1) refused found log />
                <Delete owner webhook=deleted refused />
            </Actions>
        </Section>
    }
}

#[component]
fn Test(owner: WebhookOwner, webhook: Webhook, log: Loader<Vec<WebhookDelivery>>) -> impl IntoView {
    let (open, toaster, id) = (RwSignal::new(false), use_toaster(), webhook.id);
    view! {
        <Action
            consequence="Sends a test message, so that you see whether your receiver accepts it."
            label="Send a test…"
            symbol=Symbol::Activity
            open
        >
            <ConfirmDialog
                open
                title=format!("Send a test message to {}?", host(&webhook.url))
                verb="Send test message"
                run=move || calls::test(owner, id)
                then=move |_: WebhookDelivery| {
                    toaster.done("A test message is being sent.");
                    log.reload_then(settle_focus);
                }
            >
                <p>"It is sent once and signed like every message. Its type is webhook.test."</p>
            </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Regenerate(
    owner: WebhookOwner,
    webhook: Webhook,
    refused: OnError,
    issued: RwSignal<Option<IssuedWebhook>>,
    found: Loader<Found>,
) -> impl IntoView {
    let (open, hours, toaster, id) = (RwSignal::new(false), RwSignal::new(24_u32), use_toaster(), webhook.id);
    let choices = || {
        vec![
            Choice::new(24_u32, "For a day").hint("Each message has both signatures meanwhile."),
            Choice::new(168, "For a week"),
            Choice::new(0, "Not at all").hint("For a secret that others have seen."),
        ]
    };
    let run = move || {
        let request = RotateWebhookSecret { overlap_hours: hours.get_untracked() };
        answered(calls::rotate_secret(owner, id, request))
    };
    let then = move |answer: Answered<IssuedWebhook>| match answer {
        Answered::Shown(made) => {
            issued.set(Some(made));
            settle_focus();
        }
        Answered::NotShown(_) => {
            toaster.failed(not_shown("Regenerate the secret once more to see another one."));
            found.reload_then(settle_focus);
        }
    };
    view! {
        <Action
            consequence="Makes a new signing secret. The old one can keep signing for a day."
            label="Regenerate secret…"
            symbol=Symbol::Refresh
            open
        >
            <ConfirmDialog
                open
                title=format!("Regenerate the secret of the webhook to {}?", host(&webhook.url))
                verb="Regenerate secret"
                refused
                run
                then
            >
                <p>"The new secret is shown to you once."</p>
                <RadioGroup name="overlap_hours" label="The old secret signs too" value=hours choices=choices() />
            </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Retire(owner: WebhookOwner, now: Found, refused: OnError, found: Loader<Found>) -> impl IntoView {
    let (open, toaster, id) = (RwSignal::new(false), use_toaster(), now.0.id);
    let apps = now.1;
    view! {
        <Action
            consequence="Messages are signed with the new secret alone."
            label="Retire old secret…"
            symbol=Symbol::Key
            open
        >
            <ConfirmDialog
                open
                title="Retire the old secret?"
                verb="Retire secret"
                refused
                run=move || calls::retire_secret(owner, id)
                then=move |webhook: Webhook| {
                    toaster.done("The old secret no longer signs.");
                    found.set((webhook, apps.clone()));
                    settle_focus();
                }
            >
                <p>"A receiver that knows the old secret alone refuses messages from then on. This action cannot be undone."</p>
            </ConfirmDialog>
        </Action>
    }
}

/// Disables it, or enables it again.
#[component]
fn Switch(
    owner: WebhookOwner,
    now: Found,
    refused: OnError,
    found: Loader<Found>,
    log: Loader<Vec<WebhookDelivery>>,
) -> impl IntoView {
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let (webhook, apps) = now;
    let (id, name, enabled) = (webhook.id, host(&webhook.url), webhook.enabled);
    let (consequence, label, symbol, verb, title, words) = if enabled {
        (
            "Sends nothing more. Events that happen while it is disabled are not sent later.",
            "Disable…",
            Symbol::Pause,
            "Disable webhook",
            format!("Disable the webhook to {name}?"),
            "Messages that wait are not sent, and what happens until it is enabled again is not told.",
        )
    } else {
        (
            "Tells of what happens from then on.",
            "Enable…",
            Symbol::CheckCircle,
            "Enable webhook",
            format!("Enable the webhook to {name}?"),
            "It is told of what happens from now on. What happened while it was disabled stands in the activity.",
        )
    };
    let run = move || {
        let change = ChangeWebhook {
            revision: webhook.revision,
            url: webhook.url.clone().into(),
            events: webhook.events.clone(),
            apps: webhook.apps.clone(),
            enabled: !enabled,
        };
        calls::change(owner, id, change)
    };
    view! {
        <Action consequence label symbol open>
            <ConfirmDialog
                open
                title
                verb
                refused
                run
                then=move |webhook: Webhook| {
                    let state = if webhook.enabled { "enabled" } else { "disabled" };
                    toaster.done(format!("The webhook to {} is {state}.", host(&webhook.url)));
                    found.set((webhook, apps.clone()));
                    log.reload();
                    settle_focus();
                }
            >
                <p>{words}</p>
            </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Delete(owner: WebhookOwner, webhook: Webhook, refused: OnError) -> impl IntoView {
    let (open, toaster, navigate) = (RwSignal::new(false), use_toaster(), use_navigate());
    let (id, name) = (webhook.id, host(&webhook.url));
    let done = format!("The webhook to {name} is deleted.");
    view! {
        <Action
            consequence="Destroys the webhook, its secrets and its messages for good."
            label="Delete…"
            symbol=Symbol::Trash
            destroys=true
            open
        >
            <ConfirmDialog
                open
                title=format!("Delete the webhook to {name}?")
                verb="Delete webhook"
                destroys=true
                refused
                run=move || calls::delete(owner, id)
                then=move |()| {
                    toaster.done(done.clone());
                    navigate(&list_address(owner), Default::default());
                }
            >
                <p>"Nothing more is sent. The history stays readable. This action cannot be undone."</p>
            </ConfirmDialog>
        </Action>
    }
}
