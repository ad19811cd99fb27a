//! Verbs of a page, each with its consequence, and the buttons that open their dialogs.

use leptos::prelude::*;

use crate::components::{Icon, Symbol};

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
