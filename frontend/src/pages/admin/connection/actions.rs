use leptos::prelude::*;
use model::{
    app::HandOver,
    connection::{PausedBy, StateName},
};
use wire::admin::{Connection as Facts, Delete as DeleteRequest, IssuedCredential};

use super::OnScreen;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{ConfirmDialog, use_toaster},
        layout::{Section, use_organisation},
    },
    pages::{
        admin::parts::{Action, Actions, use_tenant},
        parts::settle_focus,
    },
};

/// What an admin can do with a connection, each with its consequence.
#[component]
pub fn Verbs(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    if !matches!(facts.state, StateName::Active | StateName::Paused) {
        return ().into_any();
    }
    let stopped = facts.paused_by.contains(&PausedBy::Tenant);
    let pause = if stopped {
        view! { <Restore facts=facts.clone() on_screen /> }.into_any()
    } else {
        view! { <Disable facts=facts.clone() on_screen /> }.into_any()
    };
    view! {
        <Section title="Manage this connection">
            <Actions>
                {(facts.hand_over != HandOver::Keyless)
                    .then(|| view! { <Regenerate facts=facts.clone() on_screen /> })}
                {pause}
                <Delete facts on_screen />
            </Actions>
        </Section>
    }
    .into_any()
}

#[component]
fn Regenerate(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let open = RwSignal::new(false);
    let toaster = use_toaster();
    let Facts { id, app_name, hand_over, .. } = facts;
    let whose = if hand_over == HandOver::DeveloperCollects {
        "Its developer collects the new secret."
    } else {
        "The new secret is shown to you once."
    };
    let words = format!(
        "Integrations that use the old secret of {app_name} stop working at once, until they are given the new one. {whose} This action cannot be undone."
    );
    view! {
        <Action
            consequence="Makes a new client secret. The old one stops working at once."
            label="Regenerate secret…"
            symbol=Symbol::Refresh
            open
        >
        <ConfirmDialog
            open
            title=format!("Regenerate the secret of {app_name}?")
            verb="Regenerate secret"
            destroys=true
            run=move || api::admin::regenerate_secret(tenant, id)
            then=move |issued: IssuedCredential| {
                if issued.client_secret.is_some() {
                    on_screen.issued.set(Some(issued));
                } else {
                    toaster.done("The old secret is gone. The developer can collect the new one.");
                    on_screen.facts.reload();
                    on_screen.history.reload();
                }
                settle_focus();
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Disable(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let Facts { id, app_name, .. } = facts;
    let words = format!(
        "{app_name} can no longer get tokens, and the tokens that it has stop working within a second. Its permissions and credentials are kept: you can restore it at any time."
    );
    view! {
        <Action
            consequence="Stops the app until you restore it. Its credentials are kept."
            label="Disable…"
            symbol=Symbol::Pause
            open
        >
        <ConfirmDialog
            open
            title=format!("Disable {app_name}?")
            verb="Confirm and continue"
            run=move || api::admin::pause(tenant, id)
            then=move |facts: Facts| {
                toaster.done(format!("{} is disabled.", facts.app_name));
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Restore(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let Facts { id, app_name, paused_by, .. } = facts;
    let words = if paused_by.len() == 1 {
        format!("{app_name} can get tokens again, with the same credentials and permissions.")
    } else {
        format!("This lifts your own stop only. {app_name} stays stopped until the others are lifted too.")
    };
    view! {
        <Action
            consequence="Lets the app work again, with the same credentials."
            label="Restore…"
            symbol=Symbol::Refresh
            open
        >
        <ConfirmDialog
            open
            title=format!("Restore {app_name}?")
            verb="Restore"
            run=move || api::admin::resume(tenant, id)
            then=move |facts: Facts| {
                let words = match facts.state {
                    StateName::Active => format!("{} is restored.", facts.app_name),
                    _ => "Your stop is lifted.".to_owned(),
                };
                toaster.done(words);
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Delete(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation().name;
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let Facts { id, app_name, .. } = facts;
    let confirmation = app_name.clone();
    let words = format!(
        "{app_name} loses all access to {place}’s data within a second, and its credentials are destroyed. The history stays readable. This action cannot be undone."
    );
    view! {
        <Action
            consequence="Ends the connection for good and destroys its credentials."
            label="Delete…"
            symbol=Symbol::Trash
            destroys=true
            open
        >
        <ConfirmDialog
            open
            title=format!("Delete the connection with {app_name}?")
            verb="Delete"
            destroys=true
            typed=app_name
            run=move || {
                let request = DeleteRequest { confirmation: confirmation.clone() };
                api::admin::delete_connection(tenant, id, request)
            }
            then=move |facts: Facts| {
                toaster.done(format!("The connection with {} is deleted.", facts.app_name));
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
        </Action>
    }
}
