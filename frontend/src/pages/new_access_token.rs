//! The form of a new access token, and its text, once.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::access_token::TokenScope;
use wire::{
    account::{MadeAccessToken, NewAccessToken},
    texts::AccessTokenName,
};

use crate::{
    api,
    components::{
        feedback::{ShownOnce, ShownOnceRow, use_toaster},
        form::{
            Checkbox, Choice, ErrorSummary, Fieldset, Form, FormState, Select, SubmitButton, TextArea,
            TextField,
        },
        layout::PageHeader,
    },
    pages::{
        answered::{Answered, answered, not_shown},
        focus::settle_focus,
    },
    route,
};

const ADVICE: &str = "Keep it where your program reads its secrets, or in a password manager. Never put it into e-mail or source code.";

#[component]
pub fn NewToken() -> impl IntoView {
    let made = RwSignal::new(None::<MadeAccessToken>);
    move || match made.get() {
        Some(made) => view! { <SaveNow made /> }.into_any(),
        None => view! { <Ask made /> }.into_any(),
    }
}

/// What is chosen so far.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    scopes: [(TokenScope, RwSignal<bool>); 4],
    days: RwSignal<u32>,
    networks: RwSignal<String>,
}

impl Draft {
    fn new() -> Self {
        use TokenScope::{People, Read, Secrets, Write};
        Self {
            name: RwSignal::new(String::new()),
            scopes: [Read, Write, Secrets, People].map(|scope| (scope, RwSignal::new(scope == Read))),
            days: RwSignal::new(90),
            networks: RwSignal::new(String::new()),
        }
    }

    fn request(self) -> NewAccessToken {
        let chosen = self.scopes.into_iter().filter(|(_, chosen)| chosen.get_untracked());
        let is_between = |character: char| character.is_whitespace() || character == ',';
        let networks = self.networks.get_untracked();
        let networks = networks.split(is_between).filter(|network| !network.is_empty());
        NewAccessToken {
            name: self.name.get_untracked().into(),
            scopes: chosen.map(|(scope, _)| scope).collect(),
            days: self.days.get_untracked(),
            networks: networks.map(Into::into).collect(),
        }
    }
}

#[component]
fn Ask(made: RwSignal<Option<MadeAccessToken>>) -> impl IntoView {
    let (form, toaster, navigate, draft) = (FormState::new(), use_toaster(), use_navigate(), Draft::new());
    let make = move |()| {
        let request = draft.request();
        if request.scopes.is_empty() {
            return form.refuse("scopes", "Choose at least one scope.");
        }
        let navigate = navigate.clone();
        form.send(answered(api::account::make_access_token(request)), move |answer| match answer {
            Answered::Shown(answer) => {
                made.set(Some(answer));
                settle_focus();
            }
            Answered::NotShown(_) => {
                toaster.failed(not_shown("End this token, and make another one."));
                navigate(route::ACCESS_TOKENS, Default::default());
            }
        });
    };
    view! {
        <PageHeader
            title="Make access token"
            lead="For a program that is to work in your name. It can do no more than you, and never signs in as you."
            back=(route::ACCESS_TOKENS.to_owned(), "Access tokens".to_owned())
        />
        <Form state=form on_submit=make guard=true>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <Fields draft />
                <div class="form-actions">
                    <SubmitButton label="Make token" />
                    <a class="btn" href=route::ACCESS_TOKENS>
                        "Cancel"
                    </a>
                </div>
            </div>
        </Form>
    }
}

#[component]
fn Fields(draft: Draft) -> impl IntoView {
    let scope = |(scope, chosen): (TokenScope, RwSignal<bool>)| {
        let name = format!("scope-{scope}");
        view! { <Checkbox name label=scope.to_string() value=chosen hint=scope.in_words() /> }
    };
    let days = [
        Choice::new(7_u32, "In 7 days"),
        Choice::new(30, "In 30 days"),
        Choice::new(90, "In 90 days"),
        Choice::new(180, "In 180 days"),
        Choice::new(365, "In a year"),
    ];
    view! {
        <TextField
            name="name"
            label="Name"
            value=draft.name
            hint="What it is for, such as “Nightly sync”. Activity shows it beside your name."
            rule=AccessTokenName::RULE
            autocomplete="off"
        />
        <Fieldset name="scopes" legend="Scopes" hint="Choose only what the program needs.">
            {draft.scopes.into_iter().map(scope).collect_view()}
        </Fieldset>
        <Select name="days" label="It ends" value=draft.days choices=days.to_vec() />
        <TextArea
            name="networks"
            label="Networks"
            value=draft.networks
            hint="Where the program’s requests come from: addresses or CIDR blocks, one a line. Empty: from anywhere."
            rows=3
            optional=true
            monospace=true
        />
    }
}

#[component]
fn SaveNow(made: MadeAccessToken) -> impl IntoView {
    let navigate = use_navigate();
    let MadeAccessToken { access_token, token } = made;
    view! {
        <PageHeader
            title=format!("Access token “{}”", access_token.name)
            lead="One step is left: put it where your program finds it."
        />
        <div class="panel">
            <ShownOnce
                title="Access token made. Save it now: it is shown only this once."
                rows=vec![ShownOnceRow::secret("Access token", token)]
                advice=ADVICE
                on_saved=move |()| navigate(route::ACCESS_TOKENS, Default::default())
            />
        </div>
    }
}
