//! The page on which people set up and remove two-step sign-in.

use leptos::prelude::*;
use wire::second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, MakeRecoveryCodes, NewSecondFactor, RemoveSecondFactor,
    SecondFactor,
};

use crate::{
    api,
    components::{
        feedback::{Banner, CopyButton, Identifier, Tone, guard_leaving, use_toaster},
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, TextField, Username},
        layout::{PageHeader, Section},
        list::{Loaded, Loader},
    },
    dom,
    pages::{counted::count, focus::settle_focus},
    route,
    session::use_session,
};

/// What the page shows.
#[derive(Clone)]
enum Step {
    Standing,
    App(NewSecondFactor),
    Codes(Vec<String>),
}

const OWN_PASSWORD: &str = "The password of your account: it proves that it is you.";
const EITHER_CODE: &str = "Six digits from your authenticator app, or a recovery code.";

#[component]
pub fn AccountSecondFactor() -> impl IntoView {
    let standing = Loader::new(api::account::second_factor);
    let step = RwSignal::new(Step::Standing);
    view! {
        <PageHeader
            title="Two-step sign-in"
            lead="Beside your password, sign-in asks for a code from an app on your phone. A stolen password alone opens nothing."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        />
        {move || match step.get() {
            Step::Standing => view! {
                <Loaded from=standing headed=true let:found>
                    <Standing found step standing />
                </Loaded>
            }
            .into_any(),
            Step::App(app) => view! { <Confirm app step /> }.into_any(),
            Step::Codes(codes) => view! { <Codes codes step standing /> }.into_any(),
        }}
    }
}

#[component]
fn Standing(found: SecondFactor, step: RwSignal<Step>, standing: Loader<SecondFactor>) -> impl IntoView {
    if found.set_up_at.is_none() {
        return view! { <Begin step /> }.into_any();
    }
    let left = usize::try_from(found.recovery_codes).unwrap_or_default();
    view! {
        <Banner tone=Tone::Positive title="Two-step sign-in is on">
            {format!("You have {} left.", count(left, "recovery code", "recovery codes"))}
        </Banner>
        <Section title="Recovery codes" lead="New ones take the place of all that you have.">
            <MakeCodes step />
        </Section>
        <Section title="Remove" lead="Sign-in then asks for your password alone. Your recovery codes end.">
            <Remove standing />
        </Section>
    }
    .into_any()
}

#[component]
fn Begin(step: RwSignal<Step>) -> impl IntoView {
    let form = FormState::new();
    let password = RwSignal::new(String::new());
    let email = use_session().me().map(|me| me.email.to_string()).unwrap_or_default();
    let begin = move |()| {
        let request = BeginSecondFactor { password: password.get_untracked().into() };
        form.send(api::account::begin_second_factor(request), move |app| {
            step.set(Step::App(app));
            settle_focus();
        });
    };
    view! {
        <div class="panel">
            <p>"You need an authenticator app on your phone, or a password manager that makes codes."</p>
            <Form state=form on_submit=begin>
                <ErrorSummary />
                <Username email />
                <PasswordField name="password" label="Password" value=password hint=OWN_PASSWORD />
                <div class="form-actions">
                    <SubmitButton label="Set up two-step sign-in" />
                </div>
            </Form>
        </div>
    }
}

#[component]
fn Confirm(app: NewSecondFactor, step: RwSignal<Step>) -> impl IntoView {
    let form = FormState::new();
    let code = RwSignal::new(String::new());
    let confirm = move |()| {
        let request = ConfirmSecondFactor { code: code.get_untracked().into() };
        form.send(api::account::confirm_second_factor(request), move |made| {
            step.set(Step::Codes(made.codes));
            settle_focus();
        });
    };
    let size = app.qr_code.size;
    view! {
        <div class="panel grid gap-6">
            <p>"Scan this with your authenticator app, or type the secret into it."</p>
            <svg class="qr-code" role="img" aria-label="QR code with the secret" viewBox=format!("0 0 {size} {size}")>
                <path d=app.qr_code.path />
            </svg>
            <p>"Secret: " <Identifier value=app.secret what="secret" /></p>
            <Form state=form on_submit=confirm>
                <ErrorSummary />
                <TextField
                    name="code"
                    label="Code"
                    value=code
                    monospace=true
                    autocomplete="one-time-code"
                    hint="The six digits that the app shows now. You are signed out everywhere else."
                />
                <div class="form-actions">
                    <button type="button" class="btn" on:click=move |_| step.set(Step::Standing)>
                        "Cancel"
                    </button>
                    <SubmitButton label="Turn on" />
                </div>
            </Form>
        </div>
    }
}

/// New recovery codes, once. Leaving the page before “I have kept them” asks.
#[component]
fn Codes(codes: Vec<String>, step: RwSignal<Step>, standing: Loader<SecondFactor>) -> impl IntoView {
    let unkept = RwSignal::new(true);
    guard_leaving(
        unkept.into(),
        "Leave without keeping the recovery codes?",
        "They cannot be shown again. If they are lost, new ones must be made.",
    );
    let all = codes.join("\n") + "\n";
    let text = all.clone();
    let kept = move |_| {
        unkept.set(false);
        standing.reload_then(move || {
            step.set(Step::Standing);
            settle_focus();
        });
    };
    view! {
        <section class="shown-once" aria-label="Shown only once">
            <Banner tone=Tone::Caution title="Keep your recovery codes: they are shown only this once" alert=true>
                "Each signs you in once without the app. Keep them where you find them when your phone is lost, such as in a password manager."
            </Banner>
            <ul class="recovery-codes" aria-label="Recovery codes">
                {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
            </ul>
            <div class="flex flex-wrap items-center gap-3">
                <CopyButton text=all what="recovery codes" label="Copy all" />
                <button type="button" class="btn" on:click=move |_| dom::download("recovery-codes.txt", &text)>
                    "Download"
                </button>
            </div>
            <div class="shown-once-end">
                <button type="button" class="btn btn-primary" on:click=kept>
                    "I have kept them"
                </button>
            </div>
        </section>
    }
}

#[component]
fn MakeCodes(step: RwSignal<Step>) -> impl IntoView {
    let form = FormState::new();
    let code = RwSignal::new(String::new());
    let make = move |()| {
        let request = MakeRecoveryCodes { code: code.get_untracked().into() };
        form.send(api::account::make_recovery_codes(request), move |made| {
            step.set(Step::Codes(made.codes));
            settle_focus();
        });
    };
    view! {
        <Form state=form on_submit=make>
            <ErrorSummary />
            <TextField
                name="code"
                label="Code for new recovery codes"
                value=code
                monospace=true
                autocomplete="one-time-code"
                hint=EITHER_CODE
            />
            <div class="form-actions">
                <SubmitButton label="Make new recovery codes" />
            </div>
        </Form>
    }
}

#[component]
fn Remove(standing: Loader<SecondFactor>) -> impl IntoView {
    let (form, toaster) = (FormState::new(), use_toaster());
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let email = use_session().me().map(|me| me.email.to_string()).unwrap_or_default();
    let remove = move |()| {
        let request = RemoveSecondFactor {
            password: password.get_untracked().into(),
            code: code.get_untracked().into(),
        };
        form.send(api::account::remove_second_factor(request), move |()| {
            toaster.done("Two-step sign-in is removed.");
            standing.set(SecondFactor { set_up_at: None, recovery_codes: 0 });
            settle_focus();
        });
    };
    view! {
        <Form state=form on_submit=remove>
            <ErrorSummary />
            <Username email />
            <PasswordField name="password" label="Password" value=password hint=OWN_PASSWORD />
            <TextField
                name="code"
                label="Code"
                value=code
                monospace=true
                autocomplete="one-time-code"
                hint=EITHER_CODE
            />
            <div class="form-actions">
                <SubmitButton label="Remove two-step sign-in" destroys=true />
            </div>
        </Form>
    }
}
