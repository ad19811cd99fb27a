//! The form of an API's details, for a new API and for one that exists.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{
    api::{DEFAULT_TOKEN_LIFETIME, MAX_TOKEN_LIFETIME, MIN_TOKEN_LIFETIME, SMART_TOKEN_LIFETIME},
    token::TokenFormat,
};
use wire::{
    catalogue,
    operator::ApiDetails,
    texts::{ApiDescription, ApiIdentifier, ApiName},
};

use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone},
        form::{
            Checkbox, Choice, ErrorSummary, Form, FormState, Select, SubmitButton, TextArea, TextField,
            WebAddressField,
        },
        layout::PageHeader,
    },
    pages::typed::{filled, typed},
    route,
};

/// What an operator says about an API, while it is being written.
#[derive(Clone, Copy)]
pub struct Draft {
    identifier: RwSignal<String>,
    name: RwSignal<String>,
    description: RwSignal<String>,
    docs_url: RwSignal<String>,
    token_lifetime: RwSignal<String>,
    token_format: RwSignal<TokenFormat>,
    /// The format that it has now; none of a new API.
    stored_format: RwSignal<Option<TokenFormat>>,
    smart: RwSignal<bool>,
}

impl Draft {
    fn empty() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            identifier: text(),
            name: text(),
            description: text(),
            docs_url: text(),
            token_lifetime: RwSignal::new(DEFAULT_TOKEN_LIFETIME.to_string()),
            token_format: RwSignal::new(TokenFormat::Es256),
            stored_format: RwSignal::new(None),
            smart: RwSignal::new(false),
        }
    }

    pub fn of(api: &catalogue::Api) -> Self {
        let draft = Self::empty();
        draft.take(api);
        draft
    }

    /// Fills it in with what is stored.
    pub fn take(self, api: &catalogue::Api) {
        self.identifier.set(api.identifier.clone());
        self.name.set(api.name.clone());
        self.description.set(api.description.clone());
        self.docs_url.set(api.docs_url.clone().unwrap_or_default());
        self.token_lifetime.set(api.token_lifetime.to_string());
        self.token_format.set(api.token_format);
        self.stored_format.set(Some(api.token_format));
        self.smart.set(api.smart_backend_services);
    }

    fn changes_format(self) -> bool {
        self.stored_format.get().is_some_and(|stored| stored != self.token_format.get())
    }

    pub fn request(self) -> Result<ApiDetails, ApiError> {
        let wanted = format!("Write a number of seconds from {MIN_TOKEN_LIFETIME} to {MAX_TOKEN_LIFETIME}.");
        let token_lifetime = typed("token_lifetime", &self.token_lifetime.get_untracked(), &wanted)?;
        Ok(ApiDetails {
            identifier: self.identifier.get_untracked().into(),
            name: self.name.get_untracked().into(),
            description: self.description.get_untracked().into(),
            docs_url: filled(&self.docs_url.get_untracked()).map(Into::into),
            token_lifetime: Some(token_lifetime),
            token_format: Some(self.token_format.get_untracked()),
            smart_backend_services: self.smart.get_untracked(),
        })
    }
}

/// What follows from another format.
#[component]
fn OtherFormat() -> impl IntoView {
    view! {
        <Banner tone=Tone::Info title="Tokens of both formats will be in use">
            "New tokens have the new format at once. Those from before stay valid until they expire, and their keys stay published. Make sure that the services behind this API take both."
        </Banner>
    }
}

pub const fn format_words(format: TokenFormat) -> &'static str {
    match format {
        TokenFormat::Es256 => "Signed token (JWT, ES256)",
        TokenFormat::EdDsa => "Signed token (JWT, EdDSA)",
        TokenFormat::Rs256 => "Signed token (JWT, RS256)",
        TokenFormat::Opaque => "Opaque token",
    }
}

#[component]
pub fn NewApi() -> impl IntoView {
    let form = FormState::new();
    let draft = Draft::empty();
    let navigate = use_navigate();
    let create = move |()| {
        let navigate = navigate.clone();
        form.send(async move { api::call(api::operator::create_api(draft.request()?)).await }, move |api| {
            navigate(&route::operator::api(api.id), Default::default());
        });
    };
    view! {
        <PageHeader
            title="Create API"
            lead="A protected API. Its scopes come next."
            back=(route::operator::APIS.to_owned(), "APIs & scopes".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=create guard=true>
                <ErrorSummary />
                <Fields draft />
                <div class="form-actions">
                    <SubmitButton label="Create API" />
                    <a class="btn" href=route::operator::APIS>"Cancel"</a>
                </div>
            </Form>
        </div>
    }
}

#[component]
pub fn Fields(draft: Draft) -> impl IntoView {
    let formats: Vec<_> =
        TokenFormat::ALL.iter().map(|format| Choice::new(*format, format_words(*format))).collect();
    let lifetimes = format!(
        "How long an access token works: {MIN_TOKEN_LIFETIME} to {MAX_TOKEN_LIFETIME} seconds; at most {SMART_TOKEN_LIFETIME} for SMART Backend Services."
    );
    view! {
        <TextField
            name="name"
            label="Name"
            value=draft.name
            hint="For people: “Orders API”."
            rule=ApiName::RULE
            autocomplete="off"
        />
        <TextField
            name="identifier"
            label="Identifier"
            value=draft.identifier
            rule=ApiIdentifier::RULE
            monospace=true
            hint="An absolute URI. It is the aud of the tokens and the value of the resource parameter (RFC 8707)."
            autocomplete="off"
        />
        <TextArea
            name="description"
            label="Description"
            value=draft.description
            rows=2
            optional=true
            hint="One line that tenant admins read above its scopes."
            rule=ApiDescription::RULE
        />
        <WebAddressField name="docs_url" label="Documentation URL" value=draft.docs_url />
        <TextField
            name="token_lifetime"
            label="Token lifetime in seconds"
            value=draft.token_lifetime
            hint=lifetimes
            autocomplete="off"
        />
        <Select
            name="token_format"
            label="Token format"
            value=draft.token_format
            choices=formats
            hint="A signed token is verified by anyone who has the public keys. An opaque one says nothing to whoever holds it: resource servers ask about it."
        />
        {move || draft.changes_format().then(|| view! { <OtherFormat /> })}
        <Checkbox
            name="smart_backend_services"
            label="SMART Backend Services"
            value=draft.smart
            hint="Clients sign their requests with a key of their own (ES384 or RS384 assertions), and tokens work for 300 seconds at most. Apps with a client secret get no tokens for this API."
        />
    }
}
