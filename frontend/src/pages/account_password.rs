//! The page on which people who are signed in set another password.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::account::ChangePassword;

use crate::{
    api,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, Username},
        layout::PageHeader,
    },
    pages::welcome::password_rules,
    route,
    session::use_session,
};

#[component]
pub fn AccountPassword() -> impl IntoView {
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let email = session.me().map(|me| me.email.to_string()).unwrap_or_default();
    let navigate = use_navigate();
    let change = move |()| {
        let navigate = navigate.clone();
        let request = ChangePassword {
            current_password: current.get_untracked().into(),
            new_password: new.get_untracked().into(),
        };
        form.send(api::account::change_password(request), move |me| {
            session.signed_in(me);
            toaster.done("Your password is changed.");
            navigate(route::ACCOUNT, NavigateOptions::default());
        });
    };
    view! {
        <PageHeader
            title="Change password"
            lead="You stay signed in here, and are signed out everywhere else."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=change>
                <ErrorSummary />
                <Username email />
                <PasswordField name="current_password" label="Current password" value=current />
                <PasswordField
                    name="new_password"
                    label="New password"
                    value=new
                    autocomplete="new-password"
                    hint=password_rules()
                />
                <div class="form-actions">
                    <SubmitButton label="Change password" />
                </div>
            </Form>
        </div>
    }
}
