//! Interrupts a page without taking it away: when the session has ended, or another person has signed in.

use leptos::{prelude::*, task::spawn_local};
use wire::{account::SignIn, problem::ProblemCode, second_factor::GiveCode};

use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Dialog, use_leave_guard},
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, TextField, Username},
    },
    session::use_session,
};

const NOTHING_DONE: &str =
    "What you typed is still on this page, and nothing has been decided or changed. Sign in, then try again.";

/// Stands once, in the app, before the page: its bar makes room for itself.
#[component]
pub fn Interruptions() -> impl IntoView {
    view! {
        <SignInAgain />
        <AnotherPerson />
    }
}

/// Over the page, which stays as it is. Put away, it leaves a bar from which it opens again.
#[component]
fn SignInAgain() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(session.ended().get()));
    let bar = move || {
        (session.ended().get() && !open.get()).then(|| {
            view! {
                <div class="session-bar" role="status">
                    <span>"Your session has ended. Nothing is done until you sign in again."</span>
                    <button type="button" class="btn" on:click=move |_| open.set(true)>
                        "Sign in again…"
                    </button>
                </div>
            }
        })
    };
    view! {
        <Dialog open title="Sign in again">
            <Again />
        </Dialog>
        {bar}
    }
}

#[component]
fn Again() -> impl IntoView {
    let session = use_session();
    let form = FormState::new();
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // The password was right, and the second step is left.
    let second = RwSignal::new(false);
    let Some(me) = session.me() else { return ().into_any() };
    let email = me.email.clone();
    let standing = move || match session.done_before().get() {
        Some(done) => format!("{done} before that. The rest is still on this page: sign in, then go on."),
        None => NOTHING_DONE.to_owned(),
    };
    let refused = move |error: ApiError| {
        let needed = error.code() == Some(ProblemCode::CodeNeeded);
        // A sign-in that waits for a code ends too.
        second.set(needed || (second.get_untracked() && error.code() != Some(ProblemCode::SignedOut)));
        if needed {
            form.focus("code");
        }
        (!needed).then_some(error)
    };
    let sign_in = move |()| {
        let email = email.clone();
        let call = async move {
            if second.get_untracked() {
                return api::account::give_code(GiveCode { code: code.get_untracked().into() }).await;
            }
            let credentials = SignIn { email, password: password.get_untracked().into() };
            api::account::sign_in(credentials).await
        };
        form.send_or(call, move |me| session.signed_in(me), refused);
    };
    let (address, name) = (me.email.to_string(), me.name.clone());
    let proof = move || {
        if second.get() {
            view! {
                <TextField
                    name="code"
                    label="Code"
                    value=code
                    monospace=true
                    autocomplete="one-time-code"
                    hint="Six digits from your authenticator app, or one of your recovery codes."
                />
            }
            .into_any()
        } else {
            view! {
                <Username email=address.clone() />
                <PasswordField name="password" label="Password" value=password />
            }
            .into_any()
        }
    };
    view! {
        <Form state=form on_submit=sign_in>
            <div class="dialog-body">
                <p>"Your session has ended. " {standing}</p>
                <ErrorSummary short=true />
                <p>
                    "Signing in as " <strong>{name}</strong> ", " {me.email.to_string()}
                </p>
                {proof}
            </div>
            <div class="dialog-actions">
                <button type="button" class="btn" on:click=move |_| session.give_up()>
                    "Leave this page"
                </button>
                <SubmitButton label="Sign in" />
            </div>
        </Form>
    }
    .into_any()
}

/// There is one way on: to load the page again, as whoever is signed in by now.
#[component]
fn AnotherPerson() -> impl IntoView {
    let session = use_session();
    let guard = use_leave_guard();
    let open = RwSignal::new(false);
    let other = RwSignal::new(None::<String>);
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            guard.let_go();
            let _ = window().location().reload();
        }
        now
    });
    Effect::new(move || {
        if !session.another().get() {
            return;
        }
        open.set(true);
        spawn_local(async move {
            if let Ok(me) = api::account::whoever().await {
                other.set(Some(format!("{} ({})", me.name, me.email)));
            }
        });
    });
    let who = move || other.get().unwrap_or_else(|| "Someone else".to_owned());
    let was = move || session.me().map(|me| format!(" in the name of {}", me.name));
    let done = move || match session.done_before().get() {
        Some(done) => format!("{done} before that. Nothing else was done"),
        None => "Nothing was done".to_owned(),
    };
    view! {
        <Dialog open title="Someone else is signed in now">
            <div class="dialog-body">
                <p>
                    {who} " is now signed in with this browser. " {done} {was}
                    ", and nothing will be. This page is loaded again for whoever is signed in."
                </p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="btn btn-primary" on:click=move |_| open.set(false)>
                    "Load the page again"
                </button>
            </div>
        </Dialog>
    }
}
