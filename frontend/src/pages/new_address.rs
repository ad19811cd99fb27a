//! The page of a link to a new e-mail address: `/new-address#token`.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::account::{AddressLinkView, UseAddressLink};

use crate::{
    api,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, Username},
        layout::PageHeader,
        list::Loader,
    },
    pages::{focus::settle_focus, one_time_link::OneTimeLink, sign_in_code::or_asks_for_code},
    route,
    session::use_session,
};

#[component]
pub fn NewAddress() -> impl IntoView {
    let page = |found: AddressLinkView, token, link| {
        view! { <Confirm email=found.email.to_string() token link /> }
    };
    let again = ("Ask for a new one", route::ADDRESS);
    view! {
        <OneTimeLink
            look=api::account::look_at_address_link
            page
            why_unusable=WHY_UNUSABLE
            ways_on=WAYS_ON
            again
        />
    }
}

const WHY_UNUSABLE: &str = "A link to a new e-mail address works once, for 30 minutes. This one has been used, has expired, was replaced, or was not copied in full.";
const WAYS_ON: [&str; 2] =
    ["If you have just confirmed your new address, sign in with it.", "If not, ask for a new link."];

#[component]
fn Confirm(email: String, token: Memo<String>, link: Loader<Option<AddressLinkView>>) -> impl IntoView {
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let password = RwSignal::new(String::new());
    let navigate = use_navigate();
    let confirm = move |()| {
        let asks = or_asks_for_code(navigate.clone(), None);
        let navigate = navigate.clone();
        let request =
            UseAddressLink { token: token.get_untracked().into(), password: password.get_untracked().into() };
        form.send_or(
            api::account::use_address_link(request),
            move |me| {
                let Some(me) = me else {
                    link.set(None);
                    return settle_focus();
                };
                session.signed_in(me);
                toaster.done("Your e-mail address is changed.");
                navigate(route::ACCOUNT, NavigateOptions { replace: true, ..Default::default() });
            },
            asks,
        );
    };
    view! {
        <PageHeader
            title="Confirm your new address"
            lead=format!("From now on you sign in as {email}. You are signed out everywhere else.")
        />
        <Form state=form on_submit=confirm>
            <ErrorSummary short=true />
            <Username email />
            <PasswordField
                name="password"
                label="Password"
                value=password
                hint="The password of your account: it proves that it is you."
            />
            <div class="form-actions">
                <SubmitButton label="Confirm address" />
            </div>
        </Form>
    }
}
