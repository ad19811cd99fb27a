//! The second step of a sign-in: a code of the authenticator app, or a recovery code.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wire::{problem::ProblemCode, second_factor::GiveCode};

use crate::{
    api::{self, ApiError},
    components::{
        form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
        layout::{Bare, PageHeader},
    },
    route,
    session::use_session,
};

/// For `FormState::send_or`, of a form that may begin a session: where a code is needed first, goes to its page.
pub fn or_asks_for_code(
    navigate: impl Fn(&str, NavigateOptions) + 'static,
    next: Option<String>,
) -> impl FnOnce(ApiError) -> Option<ApiError> + 'static {
    move |error| {
        if error.code() != Some(ProblemCode::CodeNeeded) {
            return Some(error);
        }
        navigate(&route::sign_in_code(next.as_deref()), NavigateOptions::default());
        None
    }
}

#[component]
pub fn SignInCode() -> impl IntoView {
    let (form, session, query) = (FormState::new(), use_session(), use_query_map());
    let code = RwSignal::new(String::new());
    let navigate = use_navigate();
    let give = move |()| {
        let navigate = navigate.clone();
        let next = query.with_untracked(|query| query.get("next"));
        let request = GiveCode { code: code.get_untracked().into() };
        form.send(api::account::give_code(request), move |me| {
            session.signed_in(me);
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(&route::safe_return(next.as_deref()), options);
        });
    };
    view! {
        <Bare>
            <PageHeader title="Enter a code" lead="Your password is right. The second step proves that it is you." />
            <Form state=form on_submit=give>
                <ErrorSummary />
                <TextField
                    name="code"
                    label="Code"
                    value=code
                    monospace=true
                    autocomplete="one-time-code"
                    hint="Six digits from your authenticator app. Without the app, use one of your recovery codes."
                />
                <div class="form-actions">
                    <SubmitButton label="Sign in" />
                </div>
            </Form>
            <p class="mt-6 text-sm text-muted">
                "Neither app nor recovery code? No one can take the second step for you: ask whoever runs this platform. "
                <a class="link" href=route::SIGN_IN>
                    "Sign in as someone else"
                </a>
            </p>
        </Bare>
    }
}
