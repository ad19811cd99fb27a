//! What stops the organisation's own credentials, each with its way out; and Disable.

use leptos::prelude::*;
use model::connection::StoppedBy;
use wire::{access::EditCredential, admin::Credential, stops::Stop};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, use_toaster},
        layout::use_organisation,
    },
    pages::{
        actions::Action,
        admin::{reader::use_tenant, renew_for::RenewFor},
        pause::PauseDialog,
        stops::{Side, StopBanner, stopped_besides, stopped_by},
    },
    session::use_session,
};

/// A banner for each stop; what stops its secret has one of its own.
#[component]
pub fn Stops(credential: Credential, on_screen: OnScreen) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let me = use_session().me().map(|me| me.id);
    let banner = |stop: Stop| {
        let way_out = match stop.by {
            StoppedBy::Tenant if may_act => {
                Some(view! { <Restore credential=credential.clone() on_screen /> }.into_any())
            }
            StoppedBy::EndDate if may_act => {
                Some(view! { <Renew credential=credential.clone() on_screen /> }.into_any())
            }
            _ => None,
        };
        view! {
            <StopBanner stop side=Side::Admin me other="">
                {way_out}
            </StopBanner>
        }
    };
    let of_secret = |stop: &&Stop| matches!(stop.by, StoppedBy::LeakedSecret | StoppedBy::EndedSecret);
    let told = credential.stops.iter().filter(|stop| !of_secret(stop)).cloned();
    view! { <div class="mb-6 grid gap-3 empty:hidden">{told.map(banner).collect_view()}</div> }
}

/// What to say when one stop is gone.
fn after(credential: &Credential, done: &str) -> String {
    let name = &credential.name;
    match stopped_by(&credential.stops, Side::Admin) {
        None => format!("{name} is {done}."),
        Some(why) => format!("{name} still gets no tokens: {why}."),
    }
}

#[component]
fn Restore(credential: Credential, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, open) = (use_tenant(), use_toaster(), RwSignal::new(false));
    let Credential { name, client, stops, .. } = credential;
    let id = client.client_id;
    let consequence = match stopped_besides(&stops, StoppedBy::Tenant, Side::Admin) {
        None => format!("{name} can get tokens again, with the same secret and permissions."),
        Some(why) => format!("This lifts your own stop only. {name} still gets no tokens: {why}."),
    };
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Restore…"
        </button>
        <ConfirmDialog
            open
            title=format!("Restore the credentials {name}?")
            verb="Restore"
            refused=on_screen.refused()
            run=move || api::call(api::admin::resume_credential(tenant, id))
            then=move |credential: Credential| {
                toaster.done(after(&credential, "restored"));
                on_screen.changed(credential);
            }
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

/// By a click; another day is set by an edit.
#[component]
fn Renew(credential: Credential, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let Credential { name, scopes, client, revision, .. } = credential;
    let id = client.client_id;
    let run = move |ends_at| {
        let request = EditCredential { revision, name: name.clone().into(), scopes: scopes.clone(), ends_at };
        api::call(api::admin::change_credential(tenant, id, request))
    };
    let then = move |credential: Credential| {
        toaster.done(after(&credential, "renewed"));
        on_screen.changed(credential);
    };
    view! { <RenewFor run then refused=on_screen.refused() /> }
}

#[component]
pub fn Disable(credential: Credential, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, open) = (use_tenant(), use_toaster(), RwSignal::new(false));
    let Credential { name, client, .. } = credential;
    let id = client.client_id;
    view! {
        <Action
            consequence="Stops the software that uses them until you restore them. The secret is kept."
            label="Disable…"
            symbol=Symbol::Pause
            open
        >
            <PauseDialog
                open
                title=format!("Disable the credentials {name}?")
                refused=on_screen.refused()
                reason=on_screen.reason
                hint="Your colleagues read this."
                run=move |request| api::call(api::admin::pause_credential(tenant, id, request))
                then=move |credential: Credential| {
                    toaster.done(format!("{} is disabled.", credential.name));
                    on_screen.changed(credential);
                }
            >
                <p>
                    "Software that uses them can no longer get tokens, and the tokens that it has stop working within a second. You can restore them at any time."
                </p>
            </PauseDialog>
        </Action>
    }
}
