//! The page on which people who are signed in set another name.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::texts::PersonName;

use crate::{
    api,
    components::{
        feedback::use_toaster,
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::PageHeader,
    },
    route,
    session::use_session,
};

#[component]
pub fn AccountName() -> impl IntoView {
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let before = session.me().map(|me| me.name.clone()).unwrap_or_default();
    let name = RwSignal::new(before.clone());
    let navigate = use_navigate();
    let change = move |()| {
        let navigate = navigate.clone();
        form.send(api::account::change_name(before.clone(), name.get_untracked()), move |me| {
            session.signed_in(me);
            toaster.done("Your name is changed.");
            navigate(route::ACCOUNT, NavigateOptions::default());
        });
    };
    view! {
        <PageHeader
            title="Change your name"
            lead="Your organisations see it from now on. What you did before keeps the name that you had."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=change>
                <ErrorSummary />
                <TextField
                    name="name"
                    label="Your name"
                    value=name
                    autocomplete="name"
                    hint="As colleagues know you: Activity shows it beside what you do."
                    rule=PersonName::RULE
                />
                <div class="form-actions">
                    <SubmitButton label="Change name" />
                </div>
            </Form>
        </div>
    }
}
