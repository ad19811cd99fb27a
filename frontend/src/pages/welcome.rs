//! The page of a set-up link: `/welcome#token`.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::person::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use wire::{
    account::{AcceptInvitation, InvitationView, Me},
    texts::PersonName,
};

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{
            Choice, ErrorSummary, Form, FormState, PasswordField, RadioGroup, SubmitButton, TextField,
            Username,
        },
        layout::PageHeader,
        list::Loader,
    },
    pages::{focus::settle_focus, one_time_link::OneTimeLink, sign_in_code::or_asks_for_code},
    route,
    session::{Membership, organisations, use_session},
};

pub fn password_rules() -> String {
    format!(
        "{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters. A few words that only you would put together are good; your name, your e-mail address, the platform’s name and common passwords are refused."
    )
}

#[component]
pub fn Welcome() -> impl IntoView {
    let page = |invitation, token, link| view! { <Accept invitation token link /> };
    view! { <OneTimeLink look=api::account::look_at_invitation page why_unusable=WHY_UNUSABLE ways_on=WAYS_ON /> }
}

const WHY_UNUSABLE: &str = "A set-up link works once and for a limited time. This one has been used, has expired, or was not copied in full.";
const WAYS_ON: [&str; 2] = [
    "If you have just joined, or used it before, sign in with your password.",
    "If not, ask whoever sent it to you for a new one.",
];

#[component]
fn Accept(
    invitation: InvitationView,
    token: Memo<String>,
    link: Loader<Option<InvitationView>>,
) -> impl IntoView {
    let title = format!("Join {}", invitation.organisation);
    let lead = format!("{} is invited as {}.", invitation.email, with_article(&invitation.role));
    let form = FormState::new();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let session = use_session();
    let navigate = use_navigate();
    // The person says it: Grantry tells no one who has an account, not even whoever holds the link.
    let has_account = RwSignal::new(false);
    let joined = StoredValue::new(invitation.clone());
    let accept = move |()| {
        let asks = or_asks_for_code(navigate.clone(), None);
        let navigate = navigate.clone();
        let request = AcceptInvitation {
            token: token.get_untracked().into(),
            name: (!has_account.get_untracked()).then(|| name.get_untracked().into()),
            password: password.get_untracked().into(),
        };
        form.send_or(
            api::account::accept_invitation(request),
            move |me| {
                let Some(me) = me else {
                    link.set(None);
                    return settle_focus();
                };
                let home = joined.with_value(|invitation| home_of(&me, invitation));
                session.signed_in(me);
                navigate(&home, NavigateOptions { replace: true, ..Default::default() });
            },
            asks,
        );
    };
    let existing = move || {
        view! {
            <PasswordField name="password" label="Password" value=password hint="The password of your account: it proves that it is you." />
        }
    };
    let new = move || {
        view! {
            <TextField
                name="name"
                label="Your name"
                value=name
                autocomplete="name"
                hint="As colleagues know you: Activity shows it beside what you do."
                rule=PersonName::RULE
            />
            <PasswordField
                name="password"
                label="New password"
                value=password
                autocomplete="new-password"
                hint=password_rules()
            />
        }
    };
    let email = invitation.email.to_string();
    view! {
        <PageHeader title lead />
        <AnotherPerson email=email.clone() />
        <Form state=form on_submit=accept>
            <ErrorSummary />
            <Username email />
            <RadioGroup
                name="account"
                label="Your account"
                value=has_account
                choices=vec![
                    Choice::new(false, "I am new here"),
                    Choice::new(true, "I have an account").hint("With this e-mail address, from another organisation or an earlier invitation."),
                ]
            />
            {move || if has_account.get() { existing().into_any() } else { new().into_any() }}
            <div class="form-actions">
                {move || {
                    let label = if has_account.get() { "Join" } else { "Create account and join" };
                    view! { <SubmitButton label /> }
                }}
            </div>
        </Form>
    }
}

/// Says so where this browser is signed in as another person than the invited one.
#[component]
fn AnotherPerson(email: String) -> impl IntoView {
    let session = use_session();
    move || {
        session.me().filter(|me| me.email.as_str() != email).map(|me| {
            view! {
                <div class="mb-4">
                    <Banner tone=Tone::Caution title="You are signed in as someone else">
                        {format!("If you go on, {} is signed out in this browser and {email} is signed in.", me.email)}
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
    let joined = places.find(|place| match place.membership {
        Membership::Operator => operator,
        Membership::Tenant(..) | Membership::Publisher(..) => {
            !operator && place.name == invitation.organisation
        }
    });
    joined.map_or_else(|| route::START.to_owned(), |place| place.home())
}
