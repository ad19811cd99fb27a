//! The verbs of a page, and the buttons that open their dialogs.

use leptos::prelude::*;
use wire::admin::Delete;

use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, OnError},
    },
    pages::actions::Action,
};

/// The way out where a secret is of no use: opens the page's dialog.
#[component]
pub fn RegenerateButton(regenerating: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="btn" on:click=move |_| regenerating.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Regenerate secret…"
        </button>
    }
}

/// Deletes for good, once the name of what goes has been typed. The children say what follows.
#[component]
pub fn DeleteVerb<T, Run, Call>(
    consequence: &'static str,
    /// "Delete the credentials Monthly report?"
    title: String,
    name: String,
    refused: OnError,
    run: Run,
    #[prop(into)] then: Callback<(T,)>,
    children: ChildrenFn,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    Run: Fn(Delete) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    let open = RwSignal::new(false);
    let confirmation = name.clone();
    view! {
        <Action consequence label="Delete…" symbol=Symbol::Trash destroys=true open>
            <ConfirmDialog
                open
                title
                refused
                verb="Delete"
                destroys=true
                typed=name
                run=move || run(Delete { confirmation: confirmation.clone().into() })
                then
            >
                {children()}
            </ConfirmDialog>
        </Action>
    }
}
