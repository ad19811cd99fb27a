//! The page on which people who are signed in ask for another e-mail address.

use leptos::prelude::*;
use model::person::Email;
use wire::account::{AskForAddressChange, Thanks};

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, TextField},
        layout::PageHeader,
        outside::ContactLink,
    },
    dom,
    pages::{
        focus::settle_focus,
        typed::{EMAIL_WANTED, typed},
    },
    route,
};

#[component]
pub fn AccountAddress() -> impl IntoView {
    let thanks = RwSignal::new(None::<Thanks>);
    view! {
        <PageHeader
            title="Change your e-mail address"
            lead="You sign in with it, and get your mail there."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        />
        {move || match thanks.get() {
            _ if !dom::sends_mail() => view! { <NoMail /> }.into_any(),
            Some(Thanks { message }) => view! { <Asked message thanks /> }.into_any(),
            None => view! { <Ask thanks /> }.into_any(),
        }}
    }
}

#[component]
fn Ask(thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    let form = FormState::new();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |()| {
        let call = async move {
            let email: Email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
            let request = AskForAddressChange { email, password: password.get_untracked().into() };
            api::account::ask_for_address_change(request).await
        };
        form.send(call, move |answer| {
            thanks.set(Some(answer));
            settle_focus();
        });
    };
    view! {
        <div class="panel">
            <Form state=form on_submit=send>
                <ErrorSummary />
                <TextField
                    name="email"
                    label="New e-mail address"
                    value=email
                    kind="email"
                    autocomplete="email"
                    hint="We mail a link there. Your address changes when you use it."
                />
                <PasswordField
                    name="password"
                    label="Password"
                    value=password
                    hint="The password of your account: it proves that it is you."
                />
                <div class="form-actions">
                    <SubmitButton label="Mail me a link" />
                </div>
            </Form>
        </div>
    }
}

#[component]
fn Asked(message: String, thanks: RwSignal<Option<Thanks>>) -> impl IntoView {
    view! {
        <Banner tone=Tone::Positive title="Look into your new mailbox" alert=true>
            {message}
        </Banner>
        <p class="mt-6 text-sm text-muted">
            "No mail after a few minutes? Look among unwanted mail, or check the address."
        </p>
        <div class="form-actions mt-6">
            <button type="button" class="btn" on:click=move |_| thanks.set(None)>
                "Ask again"
            </button>
        </div>
    }
}

#[component]
fn NoMail() -> impl IntoView {
    let contact = dom::support_contact();
    let whom = (!contact.is_empty()).then(|| view! { " " <ContactLink contact /> });
    view! {
        <Banner tone=Tone::Caution title="This installation sends no mail">
            "No one can confirm a new address without it. Ask its operator to set up a mail server."
            {whom}
        </Banner>
    }
}
