//! The page on which people who forgot their password ask for a link to a new one.

use leptos::prelude::*;
use model::person::Email;
use wire::account::Thanks;

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Bare, PageHeader},
        outside::ContactLink,
    },
    dom,
    pages::{
        focus::settle_focus,
        typed::{EMAIL_WANTED, wrong_field},
    },
    route,
};

const TITLE: &str = "Forgot your password?";

/// It tells no one whether an address has an account.
#[component]
pub fn ForgotPassword() -> impl IntoView {
    let thanks = RwSignal::new(None::<Thanks>);
    view! {
        <Bare>
            {move || match thanks.get() {
                _ if !dom::sends_mail() => view! { <NoMail /> }.into_any(),
                Some(Thanks { message }) => view! { <Asked message thanks /> }.into_any(),
                None => view! { <Ask thanks /> }.into_any(),
            }}
        </Bare>
    }
}

#[component]
fn Ask(thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    let (form, email) = (FormState::new(), RwSignal::new(String::new()));
    let send = move |()| {
        let call = async move {
            let email =
                Email::kept(&email.get_untracked()).map_err(|_| wrong_field("email", EMAIL_WANTED))?;
            api::account::ask_for_password_link(email).await
        };
        form.send(call, move |answer| {
            thanks.set(Some(answer));
            settle_focus();
        });
    };
    view! {
        <PageHeader title=TITLE lead="We mail you a link to set a new one." />
        <Form state=form on_submit=send>
            <ErrorSummary />
            <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="username" />
            <div class="form-actions">
                <SubmitButton label="Mail me a link" />
                <a class="btn btn-ghost" href=route::SIGN_IN>
                    "Back to sign-in"
                </a>
            </div>
        </Form>
    }
}

#[component]
fn Asked(message: String, thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    view! {
        <PageHeader title=TITLE />
        <Banner tone=Tone::Positive title="Look into your mailbox" alert=true>
            {message}
        </Banner>
        <p class="mt-6 text-sm text-muted">
            "No mail after a few minutes? Look among unwanted mail, or check the address."
        </p>
        <div class="form-actions mt-6">
            <button type="button" class="btn" on:click=move |_| thanks.set(None)>
                "Ask again"
            </button>
            <a class="btn btn-ghost" href=route::SIGN_IN>
                "Back to sign-in"
            </a>
        </div>
    }
}

/// The same for every address.
#[component]
fn NoMail() -> impl IntoView {
    let contact = dom::support_contact();
    let whom = (!contact.is_empty()).then(|| view! { " " <ContactLink contact /> });
    view! {
        <PageHeader title=TITLE />
        <Banner tone=Tone::Caution title="This installation sends no mail">
            "Ask its operator for a link to set a new password."
            {whom}
        </Banner>
        <div class="form-actions mt-6">
            <a class="btn" href=route::SIGN_IN>
                "Back to sign-in"
            </a>
        </div>
    }
}
