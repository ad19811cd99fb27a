//! Permissions that a client holds and does not ask for.

use std::{collections::BTreeSet, future::Future};

use leptos::prelude::*;
use model::scope::ScopeName;
use wire::{
    access::{ScopeUse, UnusedScope},
    admin::ReviewedScope,
};

use crate::{
    api::ApiError,
    components::{
        feedback::{Banner, ConfirmDialog, Day, OnError, Tone},
        layout::use_organisation,
    },
};

/// An unused scope in words.
#[derive(Clone)]
struct Unused {
    scope: ReviewedScope,
    of: UnusedScope,
}

/// Which permissions were not used for 90 days, and the way to take them back. Required ones are pointed out alone.
#[component]
pub fn RightSizing<T, Run, Call>(
    /// Who holds them: "BrightBill Claims".
    #[prop(into)]
    name: String,
    scope_use: Option<ScopeUse>,
    held: Vec<ReviewedScope>,
    /// Takes these back.
    run: Run,
    #[prop(into)] then: Callback<(T,)>,
    refused: OnError,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    Run: Fn(BTreeSet<ScopeName>) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    let Some(ScopeUse { unused, none_named_on }) = scope_use else { return ().into_any() };
    let all = held.len();
    let unused: Vec<Unused> = unused.into_iter().filter_map(|of| in_words(of, &held)).collect();
    if unused.is_empty() {
        return none_named_on.map(|on| view! { <NoneNamed name on /> }).into_any();
    }
    let titles = unused.iter().map(|one| one.scope.title.clone()).collect::<Vec<_>>().join(", ");
    let optional: Vec<_> = unused.iter().filter(|one| !one.scope.required).cloned().collect();
    let narrows = use_organisation().may_act && !optional.is_empty() && optional.len() < all;
    let none_left = optional.len() == all;
    let open = RwSignal::new(false);
    let names: BTreeSet<_> = optional.iter().map(|one| one.scope.name.clone()).collect();
    let title = format!("Take back what {name} does not use?");
    let dialog = narrows.then(|| {
        view! {
            <div class="grid justify-items-start gap-2">
                <p class="max-w-80">
                    "Narrow takes back those of them that are not always included. The credentials stay as they are."
                </p>
                <button type="button" class="btn" on:click=move |_| open.set(true)>
                    "Narrow…"
                </button>
            </div>
            <ConfirmDialog open title verb="Take back" refused run=move || run(names.clone()) then>
                <p>
                    "These permissions end within a second. The credentials stay the same, and you can give the permissions again later."
                </p>
                <ul class="bullets">
                    {optional.iter().map(|one| view! { <li>{one.scope.title.clone()}</li> }).collect_view()}
                </ul>
            </ConfirmDialog>
        }
    });
    view! {
        <Banner tone=Tone::Info title=format!("Not used in 90 days: {titles}")>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <ul class="bullets min-w-0 flex-1 basis-72">
                    {unused.into_iter().map(|one| view! { <UnusedWords one /> }).collect_view()}
                </ul>
                {none_left.then(|| view! { <p>"No permission is used. Disable the access if no one needs it."</p> })}
                {dialog}
            </div>
        </Banner>
    }
    .into_any()
}

fn in_words(of: UnusedScope, held: &[ReviewedScope]) -> Option<Unused> {
    let scope = held.iter().find(|scope| scope.name == of.name)?.clone();
    Some(Unused { scope, of })
}

#[component]
fn UnusedWords(one: Unused) -> impl IntoView {
    let Unused { scope, of } = one;
    let last = match of.last_used_on {
        Some(at) => view! { "last asked for on " <Day at /> ", counted since " <Day at=of.counted_since /> }
            .into_any(),
        None => view! { "never asked for since " <Day at=of.counted_since /> }.into_any(),
    };
    view! {
        <li>
            {scope.title} ": " {last} "."
            {scope.required.then_some(" It is always included: only the app’s developer can leave it out.")}
        </li>
    }
}

/// Why nothing is said of single permissions.
#[component]
fn NoneNamed(name: String, on: model::Timestamp) -> impl IntoView {
    view! {
        <p class="text-sm text-muted">
            {format!("{name} last asked for all of its permissions at once, without naming any, on ")} <Day at=on />
            ". Which of them it uses is not known then, so none is called unused for 90 days after that."
        </p>
    }
}
