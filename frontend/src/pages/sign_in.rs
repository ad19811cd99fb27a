//! The sign-in page.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_query_map},
};
use model::person::Email;
use wire::account::SignIn as Credentials;

use crate::{
    api,
    components::{
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, TextField},
        layout::{Bare, PageHeader, PlainHttp, fetch_frames, keeps_sessions},
        list::SkeletonBlock,
    },
    pages::{
        sign_in_code::or_asks_for_code,
        typed::{EMAIL_WANTED, wrong_field},
    },
    route,
    session::{SessionState, use_session},
};

/// E-mail and password; then back to the page that was wanted.
#[component]
pub fn SignIn() -> impl IntoView {
    let session = use_session();
    let query = use_query_map();
    // That one more answer says so takes nothing away that was typed.
    let state = Memo::new(move |_| session.state());
    move || match state.get() {
        SessionState::SignedIn(_) => {
            let next = query.with_untracked(|query| query.get("next"));
            let options = NavigateOptions { replace: true, ..Default::default() };
            view! { <Redirect path=route::safe_return(next.as_deref()) options /> }.into_any()
        }
        _ if !keeps_sessions() => view! { <Bare><PlainHttp to="sign in" /></Bare> }.into_any(),
        SessionState::Asking => view! { <Bare><SkeletonBlock /></Bare> }.into_any(),
        SessionState::SignedOut | SessionState::Unreachable(_) => {
            let next = query.with_untracked(|query| query.get("next"));
            view! { <Bare><SignInForm next /></Bare> }.into_any()
        }
    }
}

#[component]
fn SignInForm(
    /// The page that the person wanted, and that asks who they are.
    next: Option<String>,
) -> impl IntoView {
    let (session, navigate) = (use_session(), use_navigate());
    let returns = next.is_some();
    let form = FormState::new();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sign_in = move |()| {
        let call = async move {
            let email =
                Email::kept(&email.get_untracked()).map_err(|_| wrong_field("email", EMAIL_WANTED))?;
            let credentials = Credentials { email, password: password.get_untracked().into() };
            api::account::sign_in(credentials).await
        };
        let asks = or_asks_for_code(navigate.clone(), next.clone());
        form.send_or(call, move |me| session.signed_in(me), asks);
    };
    // What comes next is fetched while the person types.
    fetch_frames();
    let lead = if returns {
        "Sign in to go on to the page that you wanted."
    } else {
        "For developers, tenant admins and platform operators."
    };
    view! {
        <PageHeader title="Sign in" lead />
        <Form state=form on_submit=sign_in>
            <ErrorSummary />
            <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="username" />
            <PasswordField name="password" label="Password" value=password />
            <div class="form-actions">
                <SubmitButton label="Sign in" />
            </div>
        </Form>
        <p class="mt-6">
            <a class="link" href=route::FORGOT_PASSWORD>
                "Forgot your password?"
            </a>
        </p>
        <p class="mt-6 text-sm text-muted">
            "No account yet? Accounts come by invitation: ask an owner or admin of your organisation for a set-up link."
        </p>
    }
}
