//! What a person says of a webhook, while it is being written, and its fields.

use leptos::{ev, prelude::*};
use model::{
    ids::AppId,
    webhook::WebhookOwner,
    webhook_event::{WebhookEvent, WebhookSubject},
};
use wire::{
    texts::WebAddress,
    webhooks::{ChangeWebhook, NewWebhook, Webhook},
};

use super::calls::OwnApp;
use crate::{
    components::form::{Checkbox, Fieldset, FormState, TextField},
    dom,
};

#[derive(Clone)]
pub struct Draft {
    url: RwSignal<String>,
    events: Vec<(WebhookEvent, RwSignal<bool>)>,
    apps: Vec<(AppId, String, RwSignal<bool>)>,
}

impl Draft {
    pub fn empty(owner: WebhookOwner, apps: Vec<OwnApp>) -> Self {
        let heard = WebhookEvent::ALL.iter().filter(|event| event.may_be_heard_by(owner));
        Self {
            url: RwSignal::new(String::new()),
            events: heard.map(|event| (*event, RwSignal::new(false))).collect(),
            apps: apps.into_iter().map(|(id, name)| (id, name, RwSignal::new(false))).collect(),
        }
    }

    pub fn of(owner: WebhookOwner, apps: Vec<OwnApp>, webhook: &Webhook) -> Self {
        let draft = Self::empty(owner, apps);
        draft.take(webhook);
        draft
    }

    /// Fills it in with what is stored.
    pub fn take(&self, webhook: &Webhook) {
        self.url.set(webhook.url.clone());
        for (event, chosen) in &self.events {
            chosen.set(webhook.events.contains(event));
        }
        for (app, _, chosen) in &self.apps {
            chosen.set(webhook.apps.contains(app));
        }
    }

    pub fn has_events(&self) -> bool {
        self.events.iter().any(|(_, chosen)| chosen.get_untracked())
    }

    pub fn new_webhook(&self) -> NewWebhook {
        NewWebhook {
            url: self.url.get_untracked().into(),
            events: self.chosen_events(),
            apps: self.chosen_apps(),
        }
    }

    pub fn change(&self, revision: u32, enabled: bool) -> ChangeWebhook {
        let NewWebhook { url, events, apps } = self.new_webhook();
        ChangeWebhook { revision, url, events, apps, enabled }
    }

    fn chosen_events(&self) -> Vec<WebhookEvent> {
        let chosen = self.events.iter().filter(|(_, chosen)| chosen.get_untracked());
        chosen.map(|(event, _)| *event).collect()
    }

    fn chosen_apps(&self) -> Vec<AppId> {
        let chosen = self.apps.iter().filter(|(_, _, chosen)| chosen.get_untracked());
        chosen.map(|(app, ..)| *app).collect()
    }
}

/// What may change later too.
#[component]
pub fn Fields(draft: Draft) -> impl IntoView {
    let Draft { url, events, apps } = draft;
    let about = |subject: &WebhookSubject| {
        let of_it = events.iter().filter(|(event, _)| event.subject() == Some(*subject));
        let of_it: Vec<_> = of_it.copied().collect();
        (!of_it.is_empty()).then(|| view! { <EventsAbout subject=*subject events=of_it /> })
    };
    let events = WebhookSubject::ALL.iter().map(about).collect_view();
    let app = |(id, name, chosen): (AppId, String, RwSignal<bool>)| {
        view! { <Checkbox name=id.to_string() label=name value=chosen /> }
    };
    let apps = (!apps.is_empty()).then(|| {
        view! {
            <Fieldset name="apps" legend="Apps" hint="Only these apps. If you choose none: all your apps, and those that you make later.">
                {apps.into_iter().map(app).collect_view()}
            </Fieldset>
        }
    });
    view! {
        <TextField
            name="url"
            label="Address"
            value=url
            rule=WebAddress::RULE
            kind="url"
            monospace=true
            autocomplete="off"
            hint="An https URL of yours. Redirects are not followed."
        />
        <Fieldset name="events" legend="Events" hint="What you want to hear of.">
            {events}
        </Fieldset>
        {apps}
    }
}

/// The events about one subject, and a box that chooses all of them.
#[component]
fn EventsAbout(subject: WebhookSubject, events: Vec<(WebhookEvent, RwSignal<bool>)>) -> impl IntoView {
    let boxes: Vec<_> = events.iter().map(|(_, chosen)| *chosen).collect();
    let event = |(event, chosen): (WebhookEvent, RwSignal<bool>)| {
        view! { <Checkbox name=event.as_str() label=event.in_words() value=chosen hint=event.as_str() /> }
    };
    view! {
        <fieldset class="field-group field-subgroup">
            <legend class="field-label">{subject.in_words()}</legend>
            <AllOfThese boxes />
            {events.into_iter().map(event).collect_view()}
        </fieldset>
    }
}

#[component]
fn AllOfThese(boxes: Vec<RwSignal<bool>>) -> impl IntoView {
    let (id, form) = (dom::unique_id("all"), use_context::<FormState>());
    let shown = boxes.clone();
    let every = move || shown.iter().all(|one| one.get());
    let choose = move |event: ev::Event| {
        let chosen = event_target_checked(&event);
        for one in &boxes {
            one.set(chosen);
        }
        if let Some(form) = form {
            form.touch();
        }
    };
    view! {
        <div class="choice">
            <input type="checkbox" class="checkbox" id=id.clone() prop:checked=every on:change=choose />
            <label for=id>"All of these"</label>
        </div>
    }
}
