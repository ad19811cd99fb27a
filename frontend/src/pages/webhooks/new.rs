//! The form of a new webhook, and its secret, once.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::webhook::WebhookOwner;
use wire::webhooks::IssuedWebhook;

use super::{
    calls::{self, OwnApp},
    draft::{Draft, Fields},
    words::{Note, above, address, host, list_address},
};
use crate::{
    components::{
        feedback::{ShownOnce, ShownOnceRow, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::{PageHeader, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        answered::{Answered, answered, not_shown},
        focus::settle_focus,
    },
};

/// What to do with a signing secret.
pub const ADVICE: &str = "Put it where your receiver reads its secrets, and let it verify the signature of each message. Never put it into e-mail or source code.";

#[component]
pub fn NewWebhook(owner: WebhookOwner, note: Note) -> impl IntoView {
    let issued = RwSignal::new(None::<IssuedWebhook>);
    move || match issued.get() {
        Some(made) => view! { <SaveNow owner made /> }.into_any(),
        None => view! { <Ask owner note issued /> }.into_any(),
    }
}

#[component]
fn Ask(owner: WebhookOwner, note: Note, issued: RwSignal<Option<IssuedWebhook>>) -> impl IntoView {
    let content = if use_organisation().may_act {
        let apps = Loader::new(move || calls::own_apps(owner));
        view! {
            <Loaded from=apps headed=true let:apps>
                <Choices owner apps issued />
            </Loaded>
        }
        .into_any()
    } else {
        note()
    };
    view! {
        <PageHeader
            title="Create webhook"
            lead="An address that gets a signed message for each event that you choose."
            back=above(owner)
        />
        {content}
    }
}

#[component]
fn Choices(owner: WebhookOwner, apps: Vec<OwnApp>, issued: RwSignal<Option<IssuedWebhook>>) -> impl IntoView {
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let draft = Draft::empty(owner, apps);
    let wanted = draft.clone();
    let create = move |()| {
        if !wanted.has_events() {
            return form.refuse("events", "Choose at least one event.");
        }
        let navigate = navigate.clone();
        form.send(answered(calls::create(owner, wanted.new_webhook())), move |answer| match answer {
            Answered::Shown(made) => {
                issued.set(Some(made));
                settle_focus();
            }
            Answered::NotShown(made) => {
                toaster.failed(not_shown("Regenerate the secret of the webhook to see another one."));
                navigate(&address(owner, made.webhook.id), Default::default());
            }
        });
    };
    view! {
        <Form state=form on_submit=create guard=true>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <Fields draft />
                <div class="form-actions">
                    <SubmitButton label="Create webhook" />
                    <a class="btn" href=list_address(owner)>"Cancel"</a>
                </div>
            </div>
        </Form>
    }
}

#[component]
fn SaveNow(owner: WebhookOwner, made: IssuedWebhook) -> impl IntoView {
    let navigate = use_navigate();
    let IssuedWebhook { webhook, secret } = made;
    let id = webhook.id;
    view! {
        <PageHeader title=host(&webhook.url) lead="One step is left: give your receiver the secret." />
        <div class="panel">
            <ShownOnce
                title="Webhook created. Save its secret now: it is shown only this once."
                rows=vec![
                    ShownOnceRow::plain("Address", webhook.url),
                    ShownOnceRow::secret("Signing secret", secret.unwrap_or_default()),
                ]
                advice=ADVICE
                on_saved=move |()| navigate(&address(owner, id), Default::default())
            />
        </div>
    }
}
