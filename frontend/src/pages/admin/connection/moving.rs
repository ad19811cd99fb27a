//! The panel of a connection that moves from its secret to the identity of its app's platform.

use leptos::prelude::*;
use model::Timestamp;
use wire::{
    admin::{Client, Connection as Facts},
    workload::{MOST_SILENT_DAYS, SecretRetirement},
};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, Time, use_toaster},
        form::TextField,
        layout::{Definitions, Section, Term, use_organisation},
    },
    pages::{
        admin::{lost_secrets::use_lost_secrets, reader::use_tenant},
        typed::typed,
    },
};

/// What stands in the field at first.
const USUAL_DAYS: u32 = 30;

/// Both ways in, each with its last use, and how the secret goes. Nothing where there is only one way.
#[component]
pub fn Moving(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let Some(client) = facts.client.clone().filter(|client| !client.secrets.is_empty()) else {
        return ().into_any();
    };
    if facts.workload.is_none() {
        return ().into_any();
    }
    let may_act = use_organisation().may_act;
    let secret_used = client.secrets.iter().filter_map(|secret| secret.last_used_at).max();
    let workload_used = client.workload_last_used_at;
    let used = |at: Option<Timestamp>| match at {
        Some(at) => view! { <Time at /> }.into_any(),
        None => "Not yet".into_any(),
    };
    let (secret, workload) = (used(secret_used), used(workload_used));
    let retires = match client.secret_retires_after_days {
        None => "Only when someone retires it".to_owned(),
        Some(days) => format!("Automatically, after {} without use", in_days(days)),
    };
    let (lost, shown, signed_in) = (use_lost_secrets(), client.clone(), workload_used.is_some());
    let lead = Signal::derive(move || ways(signed_in, lost.all_of(&shown)).to_owned());
    view! {
        <Section title="Moving away from the secret" lead>
            <div class="panel grid gap-5">
                <Definitions>
                    <Term label="Secret last used">{secret}</Term>
                    <Term label="Workload last signed in">{workload}</Term>
                    <Term label="The secret is retired">{retires}</Term>
                </Definitions>
                {may_act.then(|| view! { <Ways facts client on_screen /> })}
            </div>
        </Section>
    }
    .into_any()
}

/// `lost`: no one has the secret.
const fn ways(signed_in: bool, lost: bool) -> &'static str {
    match (signed_in, lost) {
        (true, false) => {
            "Both ways work: the app signs in with its platform’s identity, and the secret still works beside it."
        }
        (false, false) => {
            "Both ways work. The app has not signed in with its platform’s identity yet: until it has, it needs the secret."
        }
        (true, true) => "The app signs in with its platform’s identity. No one has its secret.",
        (false, true) => {
            "No one has the secret. The app can get tokens with its platform’s identity, but has not signed in with it yet."
        }
    }
}

fn in_days(days: u32) -> String {
    if days == 1 { "a day".to_owned() } else { format!("{days} days") }
}

#[component]
fn Ways(facts: Facts, client: Client, on_screen: OnScreen) -> impl IntoView {
    let (now, later) = (RwSignal::new(false), RwSignal::new(false));
    let signed_in = client.workload_last_used_at.is_some();
    let set = client.secret_retires_after_days.is_some();
    let words = if set { "Change when it is retired…" } else { "Retire it when it is no longer used…" };
    view! {
        <div class="flex flex-wrap gap-3">
            {signed_in
                .then(|| {
                    view! {
                        <button type="button" class="btn" on:click=move |_| now.set(true)>
                            "Retire the secret…"
                        </button>
                    }
                })}
            <button type="button" class="btn" on:click=move |_| later.set(true)>
                {words}
            </button>
        </div>
        <RetireNow facts=facts.clone() on_screen open=now />
        <RetireLater facts client on_screen open=later />
    }
}

#[component]
fn RetireNow(facts: Facts, on_screen: OnScreen, open: RwSignal<bool>) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let Facts { id, app_name, .. } = facts;
    let words = format!(
        "The secret of {app_name} stops working within a second. Software that still uses it gets no more tokens. Software that signs in with its platform’s identity is not affected. This action cannot be undone."
    );
    view! {
        <ConfirmDialog
            open
            title=format!("Retire the secret of {app_name}?")
            refused=on_screen.refused()
            verb="Retire secret"
            destroys=true
            run=move || api::call(api::admin::retire_secret(tenant, id))
            then=move |facts: Facts| {
                toaster.done(format!("The secret of {} is retired.", facts.app_name));
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
    }
}

#[component]
fn RetireLater(facts: Facts, client: Client, on_screen: OnScreen, open: RwSignal<bool>) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let Facts { id, app_name, .. } = facts;
    let before = client.secret_retires_after_days;
    let days = RwSignal::new(before.unwrap_or(USUAL_DAYS).to_string());
    let run = move || async move {
        let text = days.get_untracked();
        let wanted = format!("Write a number of days from 1 to {MOST_SILENT_DAYS}, or leave it empty.");
        let days = match text.trim() {
            "" => None,
            text => Some(typed("days", text, &wanted)?),
        };
        api::call(api::admin::set_secret_retirement(tenant, id, SecretRetirement { days, before })).await
    };
    view! {
        <ConfirmDialog
            open
            title=format!("When should the secret of {app_name} be retired?")
            refused=on_screen.refused()
            verb="Save"
            run
            then=move |facts: Facts| {
                toaster.done("Saved.");
                on_screen.changed(facts);
            }
        >
            <p>
                "Once the app has signed in with its platform’s identity, and no one has used the secret for this many days, the secret is retired automatically and stops working."
            </p>
            <TextField
                name="days"
                label="Days without use"
                value=days
                optional=true
                autocomplete="off"
                hint=format!("1 to {MOST_SILENT_DAYS}. Leave it empty, and it is retired only when you or a colleague does so.")
            />
        </ConfirmDialog>
    }
}
