//! The choice of hand-over, and the keys of an app that signs its requests.

use leptos::prelude::*;
use model::app::HandOver;
use wire::{
    developer::{AppDetails, ClientKeys},
    texts::WebAddress,
};

use super::app_words::hand_over_words;
use crate::components::form::{Choice, RadioGroup, TextArea, TextField};

/// The choice, while it is being made.
#[derive(Clone, Copy)]
pub struct HandOverDraft {
    way: RwSignal<HandOver>,
    /// Whether the app has connections, whose credentials depend on the choice.
    fixed: Signal<bool>,
    /// Whether the app serves its keys at an address.
    keys_served: RwSignal<bool>,
    jwks: RwSignal<String>,
    jwks_uri: RwSignal<String>,
}

impl HandOverDraft {
    pub fn new() -> Self {
        Self {
            way: RwSignal::new(HandOver::AdminShares),
            fixed: Signal::stored(false),
            keys_served: RwSignal::new(false),
            jwks: RwSignal::new(String::new()),
            jwks_uri: RwSignal::new(String::new()),
        }
    }

    pub fn fixed_while(self, fixed: Signal<bool>) -> Self {
        Self { fixed, ..self }
    }

    pub fn fill(self, details: &AppDetails) {
        self.way.set(details.hand_over);
        let keys = details.client_keys.as_ref();
        self.keys_served.set(keys.is_some_and(|keys| keys.jwks_uri.is_some()));
        let set = keys.and_then(|keys| serde_json::to_string_pretty(keys.jwks.as_ref()?).ok());
        self.jwks.set(set.unwrap_or_default());
        self.jwks_uri.set(keys.and_then(|keys| keys.jwks_uri.as_deref()).unwrap_or_default().to_owned());
    }

    pub fn way(self) -> HandOver {
        self.way.get_untracked()
    }

    /// Of a keyless app.
    pub fn keys(self) -> Option<ClientKeys> {
        let text = |field: RwSignal<String>| field.with_untracked(|value| value.trim().to_owned());
        (self.way() == HandOver::Keyless).then(|| {
            if self.keys_served.get_untracked() {
                ClientKeys { jwks: None, jwks_uri: Some(text(self.jwks_uri).into()) }
            } else {
                ClientKeys { jwks: Some(text(self.jwks).into()), jwks_uri: None }
            }
        })
    }
}

#[component]
pub fn HandOverFields(draft: HandOverDraft) -> impl IntoView {
    let ways = move || {
        let disabled = draft.fixed.get();
        let hint = if disabled {
            "You cannot change this now: the app has connections, and their credentials depend on it."
        } else {
            "You cannot change this while the app has connections."
        };
        view! {
            <RadioGroup
                name="hand_over"
                label="How credentials reach you"
                value=draft.way
                choices=hand_overs()
                hint
                disabled
            />
        }
    };
    view! {
        {ways}
        {move || (draft.way.get() == HandOver::Keyless).then(|| view! { <KeyFields draft /> })}
    }
}

fn hand_overs() -> Vec<Choice<HandOver>> {
    let choice = |way, hint| Choice::new(way, hand_over_words(way)).hint(hint);
    vec![
        choice(
            HandOver::AdminShares,
            "On Allow, the tenant’s admin sees the client ID and secret once, and sends them to you.",
        ),
        choice(
            HandOver::DeveloperCollects,
            "The admin only allows. You reveal the secret once, on the connection’s page.",
        ),
        choice(
            HandOver::Keyless,
            "There is no secret: your app signs its requests with a private key that never leaves it (private_key_jwt, RFC 7523).",
        ),
        choice(
            HandOver::Workload,
            "There is no secret and no key: where your software runs (GitHub Actions, Kubernetes, a cloud…) gives it a token that says who it is. Each version says which workload signs in.",
        ),
    ]
}

/// The public keys of an app that signs its requests.
#[component]
fn KeyFields(draft: HandOverDraft) -> impl IntoView {
    let ways = vec![
        Choice::new(false, "I enter them here").hint("You change them here when you change your key."),
        Choice::new(true, "I serve them at an address")
            .hint("The platform fetches them; you change keys there."),
    ];
    view! {
        <RadioGroup name="client_keys" label="Public keys" value=draft.keys_served choices=ways />
        {move || {
            if draft.keys_served.get() {
                view! {
                    <TextField
                        name="client_keys.jwks_uri"
                        label="Address of the keys"
                        value=draft.jwks_uri
                        rule=WebAddress::RULE
                        kind="url"
                        monospace=true
                        hint="An https URL that answers with a JWK Set (RFC 7517)."
                    />
                }
                .into_any()
            } else {
                view! {
                    <TextArea
                        name="client_keys.jwks"
                        label="JWK Set"
                        value=draft.jwks
                        rows=8
                        monospace=true
                        hint="JSON as in RFC 7517: {\"keys\": […]}. Public keys only, for ES256, ES384, EdDSA, Ed25519, RS256, RS384, PS256 or PS384. It is shown again here."
                    />
                }
                .into_any()
            }
        }}
    }
}
