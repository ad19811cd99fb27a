//! What an admin can do with a connection, and the dialogs that confirm it: regenerate, disable, delete.

use leptos::prelude::*;
use model::{
    app::HandOver,
    connection::{PausedBy, StateName},
    credential::AuthMethod,
};
use wire::admin::{Connection as Facts, IssuedCredential};

use super::{edit::Edit, on_screen::OnScreen};
use crate::{
    api,
    components::{
        Symbol,
        feedback::use_toaster,
        layout::{Section, use_organisation},
    },
    pages::{
        actions::{Action, Actions},
        admin::{reader::use_tenant, regenerate::RegenerateDialog, verbs::DeleteVerb},
        answered::Answered,
        focus::settle_focus,
        pause::PauseDialog,
    },
};

/// What an admin can do with a connection, each with its consequence.
#[component]
pub fn Verbs(facts: Facts, on_screen: OnScreen, regenerating: RwSignal<bool>) -> impl IntoView {
    if !matches!(facts.state, StateName::Active | StateName::Paused) {
        return ().into_any();
    }
    // Restore stands in the banner that tells of the stop.
    let stopped = facts.paused_by.contains(&PausedBy::Tenant);
    view! {
        <Section title="Manage this connection">
            <Actions>
                <Edit facts=facts.clone() on_screen />
                {has_secret(&facts)
                    .then(|| view! { <Regenerate facts=facts.clone() on_screen open=regenerating /> })}
                {(!stopped).then(|| view! { <Disable facts=facts.clone() on_screen /> })}
                <Delete facts on_screen />
            </Actions>
        </Section>
    }
    .into_any()
}

/// Whether there is a secret to regenerate, or may be one again: it was retired, and the app no longer signs in with its
/// platform's identity.
fn has_secret(facts: &Facts) -> bool {
    let retired =
        facts.client.as_ref().is_some_and(|client| client.auth_method == AuthMethod::WorkloadIdentity);
    match facts.hand_over {
        HandOver::AdminShares | HandOver::DeveloperCollects => !retired || facts.workload.is_none(),
        HandOver::Keyless | HandOver::Workload => false,
    }
}

#[component]
fn Regenerate(facts: Facts, on_screen: OnScreen, open: RwSignal<bool>) -> impl IntoView {
    let tenant = use_tenant();
    let toaster = use_toaster();
    let Facts { id, app_name, hand_over, client, .. } = facts;
    let whose = if hand_over == HandOver::DeveloperCollects {
        "Its developer collects the new secret."
    } else {
        "The new secret is shown to you once."
    };
    let now = format!(
        "Integrations that use the old secret of {app_name} stop working at once, until they are given the new one."
    );
    let then = move |answer: Answered<IssuedCredential>| {
        match answer {
            Answered::Shown(issued) if issued.client_secret.is_some() => {
                on_screen.issued.set(Some(issued));
                return settle_focus();
            }
            Answered::Shown(_) => {
                toaster.done("The developer can collect the new secret.");
            }
            Answered::NotShown(_) => return on_screen.secret_lost(),
        }
        on_screen.history.reload();
        on_screen.facts.reload_then(settle_focus);
    };
    let dialog = client.map(|client| {
        view! {
            <RegenerateDialog
                open
                title=format!("Regenerate the secret of {app_name}?")
                refused=on_screen.refused()
                client
                now
                whose
                run=move |request| api::call(api::admin::regenerate_secret(tenant, id, request))
                then
            />
        }
    });
    view! {
        <Action
            consequence="Makes a new client secret. The old one stops at once, or works beside it for a time."
            label="Regenerate secret…"
            symbol=Symbol::Refresh
            open
        >
            {dialog}
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
        <PauseDialog
            open
            title=format!("Disable {app_name}?")
            refused=on_screen.refused()
            reason=on_screen.reason
            hint="Your colleagues and the app’s developer read this."
            run=move |request| api::call(api::admin::pause(tenant, id, request))
            then=move |facts: Facts| {
                toaster.done(format!("{} is disabled.", facts.app_name));
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </PauseDialog>
        </Action>
    }
}

#[component]
fn Delete(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let place = use_organisation().name;
    let Facts { id, app_name, .. } = facts;
    let words = format!(
        "{app_name} loses all access to the data of {place} within a second, and its credentials are destroyed. The history stays readable. This action cannot be undone."
    );
    view! {
        <DeleteVerb
            consequence="Ends the connection for good and destroys its credentials."
            title=format!("Delete the connection with {app_name}?")
            name=app_name
            refused=on_screen.refused()
            run=move |request| api::call(api::admin::delete_connection(tenant, id, request))
            then=move |facts: Facts| {
                toaster.done(format!("The connection with {} is deleted.", facts.app_name));
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
        </DeleteVerb>
    }
}
