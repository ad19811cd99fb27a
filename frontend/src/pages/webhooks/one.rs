//! The page of one webhook: its facts, its messages, and what can be done with it.

use leptos::prelude::*;
use model::webhook::WebhookOwner;
use wire::webhooks::{self, IssuedWebhook};

use super::{
    calls::{self, OwnApp},
    fact_sheet::FactSheet,
    log::Log,
    new::ADVICE,
    verbs::Verbs,
    words::{Note, above, host},
};
use crate::{
    components::{
        feedback::{ShownOnce, ShownOnceRow},
        layout::{PageHeader, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{focus::settle_focus, parameter::load_named},
};

/// A webhook, and the apps that it may be limited to.
pub type Found = (webhooks::Webhook, Vec<OwnApp>);

#[component]
pub fn Webhook(owner: WebhookOwner, note: Note) -> impl IntoView {
    let found = load_named("webhook", move |id| async move {
        let webhook = calls::get(owner, id).await?;
        Ok((webhook, calls::own_apps(owner).await?))
    });
    let issued = RwSignal::new(None::<IssuedWebhook>);
    view! {
        <Loaded from=found thing="The webhook" back=above(owner) let:found_now>
            {move || {
                let now = found_now.clone();
                match issued.get() {
                    Some(made) => view! { <NewSecret made issued found /> }.into_any(),
                    None => view! { <Whole owner note now issued found /> }.into_any(),
                }
            }}
        </Loaded>
    }
}

#[component]
fn Whole(
    owner: WebhookOwner,
    note: Note,
    now: Found,
    issued: RwSignal<Option<IssuedWebhook>>,
    found: Loader<Found>,
) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let id = now.0.id;
    let log = Loader::new(move || async move { Ok(calls::log(owner, id).await?.items) });
    let verbs = now.clone();
    view! {
        {(!may_act).then(note)}
        <FactSheet owner now found />
        <Log owner id log />
        {may_act.then(|| view! { <Verbs owner now=verbs issued found log /> })}
    }
}

#[component]
fn NewSecret(
    made: IssuedWebhook,
    issued: RwSignal<Option<IssuedWebhook>>,
    found: Loader<Found>,
) -> impl IntoView {
    let IssuedWebhook { webhook, secret } = made;
    let lead = if webhook.secrets.len() > 1 {
        "Messages are signed with both secrets until the old one ends. Give your receiver the new one before."
    } else {
        "The old secret no longer signs. Give your receiver the new one."
    };
    view! {
        <PageHeader title=format!("New secret of {}", host(&webhook.url)) lead />
        <div class="panel">
            <ShownOnce
                title="Secret regenerated. Save the new one now: it is shown only this once."
                rows=vec![ShownOnceRow::secret("Signing secret", secret.unwrap_or_default())]
                advice=ADVICE
                on_saved=move |()| {
                    found.reload_then(move || {
                        issued.set(None);
                        settle_focus();
                    });
                }
            />
        </div>
    }
}
