//! The verbs of a page, and the buttons that open their dialogs.

use leptos::prelude::*;
use wire::admin::Delete;

use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, OnError},
    },
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

/// Verbs of a page, at its bottom; holds [`Action`]s.
#[component]
pub fn Actions(children: Children) -> impl IntoView {
    view! { <ul class="panel grid divide-y divide-base-300 py-2" role="list">{children()}</ul> }
}

/// A verb with its consequence in one line, and its button.
#[component]
pub fn Action(
    #[prop(into)] consequence: String,
    /// The button's words: "Disable…".
    label: &'static str,
    symbol: Symbol,
    #[prop(optional)] destroys: bool,
    open: RwSignal<bool>,
    /// The dialog that the button opens, where it stands nowhere else.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = if destroys { "btn btn-danger-quiet shrink-0" } else { "btn shrink-0" };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 py-4">
            <p class="min-w-0 flex-1 basis-72">{consequence}</p>
            <button type="button" class=class on:click=move |_| open.set(true)>
                <Icon symbol />
                {label}
            </button>
            {children.map(|dialog| dialog())}
        </li>
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
