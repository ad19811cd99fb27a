//! The dialog that edits the organisation's own credentials: name, permissions, and the day on which they end.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::scope::{ScopeName, ScopeState};
use wire::{
    access::EditCredential,
    admin::{Credential, ReviewedApi},
    catalogue::Api,
    texts::CredentialName,
};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{ConfirmDialog, use_toaster},
        form::{Fieldset, TextField},
    },
    pages::{
        actions::Action,
        admin::{
            end_date::EndDateField,
            reader::use_tenant,
            right_sizing::RightSizing,
            scopes::{Choosing, Chosen, ScopesByApi, of_catalogue},
        },
        end_of_day::{day_of_end, edited_end},
        typed::wrong_field,
    },
};

/// "Edit…" and its dialog.
#[component]
pub fn Edit(credential: Credential, apis: Vec<Api>, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, open) = (use_tenant(), use_toaster(), RwSignal::new(false));
    let (name, ends) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let Credential { name: now, scopes, client, ends_at, revision, .. } = credential;
    let id = client.client_id;
    let held: BTreeSet<ScopeName> = scopes.into_iter().collect();
    let offered = of_catalogue(apis, |scope| scope.state == ScopeState::Active || held.contains(&scope.name));
    let (title, at_first) = (format!("Edit the credentials {now}"), (now, held));
    let is_open = Memo::new(move |_| open.get());
    Effect::new(move || {
        if is_open.get() {
            let (now, held) = at_first.clone();
            name.set(now);
            chosen.set(held);
            ends.set(day_of_end(ends_at));
        }
    });
    let run = move || async move {
        let ends_at = edited_end(ends_at, &ends.get_untracked())?;
        let scopes: Vec<_> = chosen.get_untracked().into_iter().collect();
        if scopes.is_empty() {
            return Err(wrong_field("scopes", "Choose at least one permission."));
        }
        let request = EditCredential { revision, name: name.get_untracked().into(), scopes, ends_at };
        api::call(api::admin::change_credential(tenant, id, request)).await
    };
    let then = move |credential: Credential| {
        toaster.done(format!("{} is changed.", credential.name));
        on_screen.changed(credential);
    };
    view! {
        <Action
            consequence="Changes the name, the permissions, and the day on which they end. The client ID and the secret stay the same."
            label="Edit…"
            symbol=Symbol::Edit
            open
        >
            <ConfirmDialog open title verb="Save" refused=on_screen.refused() run then>
                <div class="grid gap-6">
                    <TextField
                        name="name"
                        label="Name"
                        value=name
                        rule=CredentialName::RULE
                        autocomplete="off"
                    />
                    <Permissions apis=offered.clone() chosen />
                    <EndDateField value=ends />
                </div>
            </ConfirmDialog>
        </Action>
    }
}

#[component]
fn Permissions(apis: Vec<ReviewedApi>, chosen: Chosen) -> impl IntoView {
    view! {
        <Fieldset name="scopes" legend="What they may do" hint="What you take back ends within a second.">
            <ScopesByApi apis choosing=Choosing::Each(chosen) named=true />
        </Fieldset>
    }
}

/// What they do not use, and the way to take that back.
#[component]
pub fn Unused(credential: Credential, apis: Vec<Api>, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let Credential { name, scopes, client, ends_at, revision, scope_use, .. } = credential;
    let id = client.client_id;
    let held = of_catalogue(apis, |scope| scopes.contains(&scope.name));
    let held: Vec<_> = held.into_iter().flat_map(|api| api.scopes).collect();
    let stays = name.clone();
    let run = move |unused: BTreeSet<ScopeName>| {
        let scopes = scopes.iter().filter(|name| !unused.contains(*name)).cloned().collect();
        let request = EditCredential { revision, name: stays.clone().into(), scopes, ends_at };
        api::call(api::admin::change_credential(tenant, id, request))
    };
    let then = move |credential: Credential| {
        toaster.done(format!("{} no longer has what it did not use.", credential.name));
        on_screen.changed(credential);
    };
    view! { <RightSizing name scope_use held run then refused=on_screen.refused() /> }
}
