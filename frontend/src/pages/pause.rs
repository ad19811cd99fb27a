//! The dialog that disables a connection, with the reason for it.

use std::future::Future;

use leptos::prelude::*;
use wire::{stops::Pause, texts::PauseReason};

use crate::{
    api::ApiError,
    components::{
        feedback::{ConfirmDialog, OnError},
        form::TextArea,
    },
};

/// "Disable": asks for a reason and stops a connection. The children are the consequences.
#[component]
pub fn PauseDialog<T, Run, Call>(
    open: RwSignal<bool>,
    title: String,
    refused: OnError,
    /// Stands outside of what a change of the page builds again.
    reason: RwSignal<String>,
    /// Who reads the reason.
    hint: &'static str,
    run: Run,
    #[prop(into)] then: Callback<(T,)>,
    children: ChildrenFn,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    Run: Fn(Pause) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    view! {
        <ConfirmDialog
            open
            title
            refused
            verb="Confirm and continue"
            run=move || run(Pause { reason: reason.get_untracked().into() })
            then=move |paused: T| {
                reason.set(String::new());
                then.run((paused,));
            }
        >
            {children()}
            <TextArea
                name="reason"
                label="Reason"
                value=reason
                optional=true
                rows=3
                hint
                rule=PauseReason::RULE
            />
        </ConfirmDialog>
    }
}
