//! What a set-up link opens: `/welcome#token`. The fragment never leaves the browser by itself.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use wire::account::{AcceptInvitation, InvitationView, Me};

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, PasswordField, SubmitButton, TextField},
        layout::{Bare, PageHeader},
        list::{Loaded, Loader},
    },
    route,
    session::{Portal, organisations, use_session},
};

const PASSWORD_RULES: &str = "12 to 256 characters. A few words that belong together only for you are good; your name, your e-mail address and common passwords are refused.";

#[component]
pub fn Welcome() -> impl IntoView {
    let hash = use_location().hash;
    let token = move || hash.with(|hash| hash.trim_start_matches('#').to_owned());
    let invitation = Loader::new(move || {
        let token = token();
        async move {
            match token.as_str() {
                "" => Ok(None),
                _ => api::account::look_at_invitation(token).await,
            }
        }
    });
    let content = move |view: Option<InvitationView>| match view {
        Some(invitation) => {
            let token = hash.with_untracked(|hash| hash.trim_start_matches('#').to_owned());
            view! { <Accept invitation token /> }.into_any()
        }
        None => view! { <Unusable /> }.into_any(),
    };
    view! {
        <Bare>
            <Loaded from=invitation let:view>
                {content(view)}
            </Loaded>
        </Bare>
    }
}

/// Used, expired, taken back or never made: nobody can tell from outside which.
#[component]
fn Unusable() -> impl IntoView {
    view! {
        <PageHeader title="This link cannot be used" />
        <div class="grid gap-4">
            <p>
                "A set-up link works once and for a limited time. This one has been used, has expired, or was not copied in full."
            </p>
            <ul class="bullets">
                <li>"If you have used it already, sign in with the password that you chose then."</li>
                <li>"If not, ask whoever sent it to you for a new one."</li>
            </ul>
            <p>
                <a class="btn btn-primary" href=route::SIGN_IN>
                    "Go to sign-in"
                </a>
            </p>
        </div>
    }
}

#[component]
fn Accept(invitation: InvitationView, token: String) -> impl IntoView {
    let title = format!("Join {}", invitation.organisation);
    let lead = format!("{} is invited as {}.", invitation.email, with_article(&invitation.role));
    let form = FormState::new();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let session = use_session();
    let navigate = use_navigate();
    let has_account = invitation.has_account;
    let joined = StoredValue::new(invitation.clone());
    let accept = move |()| {
        let navigate = navigate.clone();
        let request = AcceptInvitation {
            token: token.clone(),
            name: (!has_account).then(|| name.get_untracked()),
            password: password.get_untracked(),
        };
        form.send(api::account::accept_invitation(request), move |me| {
            let home = joined.with_value(|invitation| home_of(&me, invitation));
            session.signed_in(me);
            navigate(&home, NavigateOptions { replace: true, ..Default::default() });
        });
    };
    let existing = move || {
        view! {
            <p>"You have an account already. Your password proves that it is you."</p>
            <PasswordField name="password" label="Password" value=password />
        }
    };
    let new = move || {
        view! {
            <TextField
                name="name"
                label="Your name"
                value=name
                autocomplete="name"
                hint="As colleagues know you: it stands in the history beside what you do."
            />
            <PasswordField
                name="password"
                label="New password"
                value=password
                autocomplete="new-password"
                hint=PASSWORD_RULES
            />
        }
    };
    let verb = if has_account { "Join" } else { "Create account and join" };
    let email = invitation.email.to_string();
    view! {
        <PageHeader title lead />
        <SomebodyElse email=email.clone() />
        <Form state=form on_submit=accept>
            <ErrorSummary />
            // Tells a password manager which account this is.
            <input class="sr-only" type="text" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true" />
            {has_account.then(existing)}
            {(!has_account).then(new)}
            <div class="form-actions">
                <SubmitButton label=verb />
            </div>
        </Form>
    }
}

/// Says so where this browser is signed in as another person than the invited one.
#[component]
fn SomebodyElse(email: String) -> impl IntoView {
    let session = use_session();
    move || {
        session.me().filter(|me| me.email.as_str() != email).map(|me| {
            view! {
                <div class="mb-4">
                    <Banner tone=Tone::Caution title="You are signed in as somebody else">
                        {format!("Going on signs {} out of this browser and {email} in.", me.email)}
                    </Banner>
                </div>
            }
        })
    }
}

fn with_article(role: &str) -> String {
    let article = if role.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {role}")
}

/// The first page of what the person has just joined.
fn home_of(me: &Me, invitation: &InvitationView) -> String {
    let operator = invitation.role == "operator";
    let mut places = organisations(me).into_iter();
    let joined = places.find(|place| match place.portal {
        Portal::Operator => operator,
        Portal::Developer | Portal::Admin => !operator && place.name == invitation.organisation,
    });
    joined.map_or_else(|| route::START.to_owned(), |place| place.home())
}
