//! The page of a one-time link to a secret: `/secret#token`. Nothing is shown, and nothing used, before the reader asks.

use leptos::prelude::*;
use wire::account::{OpenedSecret, SecretLinkView};

use crate::{
    api,
    components::{
        feedback::{Banner, Time, Tone},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::PageHeader,
        list::Loader,
    },
    pages::{focus::settle_focus, issued::Issued, one_time_link::OneTimeLink},
};

const WHY_UNUSABLE: &str = "A one-time link shows a secret once and for a limited time. This one has been opened, has expired, was revoked, or was not copied in full.";
const WAYS_ON: [&str; 2] = [
    "If you opened it, use the copy of the secret that you saved.",
    "If not, tell whoever sent the link to you. Someone else may have opened it: then the secret must be regenerated.",
];

#[component]
pub fn SecretLink() -> impl IntoView {
    let page = |found: SecretLinkView, token, link| view! { <Ask found token link /> };
    view! { <OneTimeLink look=api::account::look_at_secret_link page why_unusable=WHY_UNUSABLE ways_on=WAYS_ON /> }
}

#[component]
fn Ask(found: SecretLinkView, token: Memo<String>, link: Loader<Option<SecretLinkView>>) -> impl IntoView {
    let (opened, saved) = (RwSignal::new(None::<OpenedSecret>), RwSignal::new(false));
    let found = StoredValue::new(found);
    move || {
        if saved.get() {
            return view! { <Saved /> }.into_any();
        }
        match opened.get() {
            Some(secret) => view! { <Shown secret saved /> }.into_any(),
            None => view! { <Question found=found.get_value() token link opened /> }.into_any(),
        }
    }
}

#[component]
fn Question(
    found: SecretLinkView,
    token: Memo<String>,
    link: Loader<Option<SecretLinkView>>,
    opened: RwSignal<Option<OpenedSecret>>,
) -> impl IntoView {
    let form = FormState::new();
    let SecretLinkView { organisation, name, expires_at } = found;
    let open = move |()| {
        form.send(api::account::open_secret_link(token.get_untracked()), move |answer| {
            match answer {
                Some(secret) => opened.set(Some(secret)),
                None => link.set(None),
            }
            settle_focus();
        });
    };
    view! {
        <PageHeader
            title="A secret was handed on to you"
            lead=format!("With it, software gets access to data of {organisation}, as {name}.")
        />
        <Form state=form on_submit=open>
            <ErrorSummary short=true />
            <p>
                "It is shown once, and only to you. Be ready to put it where it belongs: when you have seen it, the link is void. The link ends "
                <Time at=expires_at /> "."
            </p>
            <div class="form-actions">
                <SubmitButton label="Show the secret" />
            </div>
        </Form>
    }
}

#[component]
fn Shown(secret: OpenedSecret, saved: RwSignal<bool>) -> impl IntoView {
    let OpenedSecret { organisation, name, credential } = secret;
    view! {
        <PageHeader title=name lead=format!("Credentials for data of {organisation}.") />
        <Issued
            title="Save these now: they are shown only this once."
            issued=credential
            advice="Keep them where your software reads its secrets, or in a password manager. Never put them into e-mail or source code."
            on_saved=move |()| {
                saved.set(true);
                settle_focus();
            }
        />
    }
}

#[component]
fn Saved() -> impl IntoView {
    view! {
        <PageHeader title="You have the secret" />
        <Banner tone=Tone::Positive title="The link is void now">
            "You can close this page. If the secret is lost, ask whoever sent the link to regenerate it."
        </Banner>
    }
}
