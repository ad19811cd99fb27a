//! The form itself, and the buttons that send it or wait while it is being sent.

use leptos::{ev, prelude::*};

use super::FormState;
use crate::components::feedback::guard_leaving;

/// A form: its fields find `state` by themselves. `on_submit` runs when no needed field is empty. While it is being
/// sent, leaving the page asks.
#[component]
pub fn Form(
    state: FormState,
    #[prop(into)] on_submit: Callback<()>,
    /// Leaving the page with unsaved changes asks first.
    #[prop(optional)]
    guard: bool,
    children: Children,
) -> impl IntoView {
    provide_context(state);
    if guard {
        guard_leaving(
            state.dirty(),
            "Leave without saving?",
            "What you changed on this page has not been saved and will be lost.",
        );
    }
    guard_leaving(
        state.busy(),
        "Leave before the answer arrives?",
        "Your request goes on without you. Its answer is shown only on this page: a new secret would be lost.",
    );
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !state.busy().get_untracked() && state.check() {
            on_submit.run(());
        }
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            {children()}
        </form>
    }
}

/// Sends the form around; while it is being sent, says so and does nothing.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    /// Cannot be undone: red.
    #[prop(optional)]
    destroys: bool,
) -> impl IntoView {
    let form = use_context::<FormState>();
    if let Some(form) = form {
        form.verb.set_value(label.clone());
    }
    let busy = move || form.is_some_and(|form| form.busy().get());
    let class = if destroys { "btn btn-danger" } else { "btn btn-primary" };
    view! {
        <button type="submit" class=class aria-disabled=move || busy().then_some("true")>
            {move || busy().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
            {label}
            <span class="sr-only" role="status">
                {move || if busy() { " Working" } else { "" }}
            </span>
        </button>
    }
}

/// Another button of the form around: waits while the form is being sent.
#[component]
pub fn SideButton(
    #[prop(default = "btn")] class: &'static str,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    let form = use_context::<FormState>();
    let busy = move || form.is_some_and(|form| form.busy().get());
    view! {
        <button
            type="button"
            class=class
            aria-disabled=move || busy().then_some("true")
            on:click=move |_| {
                if !form.is_some_and(|form| form.busy().get_untracked()) {
                    on_press.run(());
                }
            }
        >
            {children()}
        </button>
    }
}
