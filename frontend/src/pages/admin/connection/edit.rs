//! The dialog that edits the access of a connection: its optional permissions, and the day on which it ends.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::scope::ScopeName;
use wire::{
    access::EditAccess,
    admin::{Connection as Facts, ReviewedScope},
};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{ConfirmDialog, use_toaster},
    },
    pages::{
        actions::Action,
        admin::{
            end_date::EndDateField,
            reader::use_tenant,
            right_sizing::RightSizing,
            scopes::{Choosing, Chosen, ScopeItem, ScopesByApi},
        },
        end_of_day::{day_of_end, edited_end},
    },
};

/// The permissions that it holds, in the order of the page.
fn held(facts: &Facts) -> impl Iterator<Item = &ReviewedScope> {
    facts.granted.iter().flat_map(|api| &api.scopes)
}

fn optional(facts: &Facts) -> BTreeSet<ScopeName> {
    held(facts).filter(|scope| !scope.required).map(|scope| scope.name.clone()).collect()
}

/// "Edit access…" and its dialog.
#[component]
pub fn Edit(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, open) = (use_tenant(), use_toaster(), RwSignal::new(false));
    let (id, revision, ends_at) = (facts.id, facts.revision, facts.ends_at);
    let (chosen, ends): (Chosen, _) = (RwSignal::new(BTreeSet::new()), RwSignal::new(String::new()));
    let at_first = optional(&facts);
    let is_open = Memo::new(move |_| open.get());
    Effect::new(move || {
        if is_open.get() {
            chosen.set(at_first.clone());
            ends.set(day_of_end(ends_at));
        }
    });
    let run = move || async move {
        let ends_at = edited_end(ends_at, &ends.get_untracked())?;
        let optional_scopes = chosen.get_untracked().into_iter().collect();
        let request = EditAccess { revision, optional_scopes, ends_at };
        api::call(api::admin::edit_access(tenant, id, request)).await
    };
    let then = move |facts: Facts| {
        toaster.done(format!("The access of {} is changed.", facts.app_name));
        on_screen.changed(facts);
    };
    let Facts { app_name, granted, not_granted, publisher, .. } = facts;
    let asker = publisher.name;
    let others: Vec<_> = not_granted.into_iter().filter(|scope| !scope.required).collect();
    view! {
        <Action
            consequence="Gives or takes back optional permissions, and sets the day on which access ends. The credentials stay the same."
            label="Edit access…"
            symbol=Symbol::Edit
            open
        >
            <ConfirmDialog
                open
                title=format!("Edit the access of {app_name}")
                verb="Save access"
                refused=on_screen.refused()
                run
                then
            >
                <div class="grid gap-6">
                    <p>
                        "What you take back ends within a second. The client ID and the secret stay the same."
                    </p>
                    <ScopesByApi apis=granted.clone() choosing=Choosing::Optional(chosen) asker=asker.clone() />
                    <NotYet scopes=others.clone() chosen asker=asker.clone() />
                    <EndDateField value=ends />
                </div>
            </ConfirmDialog>
        </Action>
    }
}

/// What the app asks for and does not have.
#[component]
fn NotYet(scopes: Vec<ReviewedScope>, chosen: Chosen, asker: String) -> impl IntoView {
    (!scopes.is_empty()).then(|| {
        let item = move |scope| {
            view! { <ScopeItem scope choosing=Choosing::Optional(chosen) asker=asker.clone() /> }
        };
        view! {
            <div class="grid gap-3 border-t border-base-300 pt-6">
                <h3>"Not allowed now"</h3>
                <ul class="grid gap-4" role="list">
                    {scopes.into_iter().map(item).collect_view()}
                </ul>
            </div>
        }
    })
}

/// What it does not use, and the way to take that back.
#[component]
pub fn Unused(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster) = (use_tenant(), use_toaster());
    let (id, revision, ends_at) = (facts.id, facts.revision, facts.ends_at);
    let (before, scopes) = (optional(&facts), held(&facts).cloned().collect::<Vec<_>>());
    let run = move |unused: BTreeSet<ScopeName>| {
        let optional_scopes = before.difference(&unused).cloned().collect();
        api::call(api::admin::edit_access(tenant, id, EditAccess { revision, optional_scopes, ends_at }))
    };
    let then = move |facts: Facts| {
        toaster.done(format!("{} no longer has what it did not use.", facts.app_name));
        on_screen.changed(facts);
    };
    view! {
        <RightSizing
            name=facts.app_name
            scope_use=facts.scope_use
            held=scopes
            run
            then
            refused=on_screen.refused()
        />
    }
}
