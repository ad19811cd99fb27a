//! The page of a link to a new password: `/new-password#token`.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::account::{PasswordLinkView, UsePasswordLink};

use crate::{
    api,
    components::{
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, Username},
        layout::PageHeader,
        list::Loader,
    },
    pages::{
        focus::settle_focus, one_time_link::OneTimeLink, sign_in_code::or_asks_for_code,
        welcome::password_rules,
    },
    route,
    session::use_session,
};

#[component]
pub fn NewPassword() -> impl IntoView {
    let page = |found: PasswordLinkView, token, link| {
        view! { <Set email=found.email.to_string() token link /> }
    };
    let again = ("Ask for a new one", route::FORGOT_PASSWORD);
    view! {
        <OneTimeLink
            look=api::account::look_at_password_link
            page
            why_unusable=WHY_UNUSABLE
            ways_on=WAYS_ON
            again
        />
    }
}

const WHY_UNUSABLE: &str = "A link to set a new password works once and for a limited time. This one has been used, has expired, was replaced, or was not copied in full.";
const WAYS_ON: [&str; 2] =
    ["If you have just set your new password, sign in with it.", "If not, ask for a new one."];

#[component]
fn Set(email: String, token: Memo<String>, link: Loader<Option<PasswordLinkView>>) -> impl IntoView {
    let form = FormState::new();
    let password = RwSignal::new(String::new());
    let session = use_session();
    let navigate = use_navigate();
    let set = move |()| {
        let asks = or_asks_for_code(navigate.clone(), None);
        let navigate = navigate.clone();
        let request = UsePasswordLink {
            token: token.get_untracked().into(),
            password: password.get_untracked().into(),
        };
        form.send_or(
            api::account::use_password_link(request),
            move |me| {
                let Some(me) = me else {
                    link.set(None);
                    return settle_focus();
                };
                session.signed_in(me);
                navigate(route::START, NavigateOptions { replace: true, ..Default::default() });
            },
            asks,
        );
    };
    view! {
        <PageHeader
            title="Set a new password"
            lead=format!("For {email}. Whoever is signed in with the old one is signed out, and invitations made with it end.")
        />
        <Form state=form on_submit=set>
            <ErrorSummary short=true />
            <Username email />
            <PasswordField
                name="password"
                label="New password"
                value=password
                autocomplete="new-password"
                hint=password_rules()
            />
            <div class="form-actions">
                <SubmitButton label="Set password and sign in" />
            </div>
        </Form>
    }
}
