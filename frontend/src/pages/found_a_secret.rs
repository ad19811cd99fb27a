//! The public form on which anyone can report a leaked secret.

use leptos::prelude::*;
use wire::account::Thanks;

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Bare, PageHeader},
    },
    dom, route,
};

/// For whoever finds a secret of ours where it should not be. No one signs in for it.
#[component]
pub fn FoundASecret() -> impl IntoView {
    let thanks = RwSignal::new(None::<Thanks>);
    view! {
        <Bare>
            {move || match thanks.get() {
                Some(Thanks { message }) => view! { <Done message thanks /> }.into_any(),
                None => view! { <Report thanks /> }.into_any(),
            }}
        </Bare>
    }
}

#[component]
fn Report(thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    let (form, secret) = (FormState::new(), RwSignal::new(String::new()));
    let send = move |()| {
        form.send(api::account::report_leaked_secret(secret.get_untracked()), move |answer| {
            secret.set(String::new());
            thanks.set(Some(answer));
            crate::pages::focus::settle_focus();
        });
    };
    view! {
        <PageHeader
            title="Found a secret?"
            lead=format!("A secret that begins with gts_ belongs to an app or a service that works with {}, one that begins with gta_ to a person there. Give it to us, and it stops working at once. Its owners are told. We do not ask who you are.", dom::platform_name())
        />
        <Form state=form on_submit=send>
            <ErrorSummary />
            <TextField
                name="secret"
                label="The secret"
                value=secret
                monospace=true
                autocomplete="off"
                hint="gts_ or gta_, and 49 letters and digits."
            />
            <div class="form-actions">
                <SubmitButton label="Stop this secret" />
            </div>
        </Form>
    }
}

#[component]
fn Done(message: String, thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    view! {
        <PageHeader title="Found a secret?" />
        <Banner tone=Tone::Positive title="Thank you" alert=true>
            {message.trim_start_matches("Thank you. ").to_owned()}
        </Banner>
        <div class="form-actions mt-6">
            <button type="button" class="btn" on:click=move |_| thanks.set(None)>
                "Report another"
            </button>
            <a class="btn btn-ghost" href=route::SIGN_IN>"Sign in"</a>
        </div>
    }
}
