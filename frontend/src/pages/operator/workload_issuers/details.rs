//! The form of a workload issuer's details, for a new issuer and for one that is allowed.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{workload::WorkloadPreset, workload_words::preset_words};
use wire::{
    texts::{WorkloadAudience, WorkloadIssuerAddress, WorkloadIssuerName},
    workload::{WorkloadIssuer, WorkloadIssuerDetails},
};

use super::words::preset_label;
use crate::{
    api,
    components::{
        form::{Checkbox, Choice, ErrorSummary, Form, FormState, Select, SubmitButton, TextArea, TextField},
        layout::PageHeader,
    },
    pages::typed::filled,
    route,
};

/// What an operator says about an issuer, while it is being written.
#[derive(Clone, Copy)]
pub struct Draft {
    name: RwSignal<String>,
    preset: RwSignal<WorkloadPreset>,
    issuer: RwSignal<String>,
    jwks: RwSignal<String>,
    audience: RwSignal<String>,
    once_by_hash: RwSignal<bool>,
}

impl Draft {
    fn empty() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            preset: RwSignal::new(WorkloadPreset::Other),
            issuer: text(),
            jwks: text(),
            audience: text(),
            once_by_hash: RwSignal::new(false),
        }
    }

    pub fn of(issuer: &WorkloadIssuer) -> Self {
        let draft = Self::empty();
        draft.take(issuer);
        draft
    }

    /// Fills it in with what is stored.
    pub fn take(self, issuer: &WorkloadIssuer) {
        self.name.set(issuer.name.clone());
        self.preset.set(issuer.preset);
        self.issuer.set(issuer.issuer.clone());
        let set = issuer.jwks.as_ref().and_then(|set| serde_json::to_string_pretty(set).ok());
        self.jwks.set(set.unwrap_or_default());
        self.audience.set(issuer.audience.clone().unwrap_or_default());
        self.once_by_hash.set(issuer.once_by_hash);
    }

    /// Fills in what is known of a platform, where nothing else was typed.
    fn choose(self, preset: WorkloadPreset, before: WorkloadPreset) {
        let untouched = |text: &str, known: &str| text.trim().is_empty() || text == known;
        let known_name = |preset: WorkloadPreset| match preset {
            WorkloadPreset::Other => "",
            other => preset_words(other),
        };
        if self.name.with_untracked(|name| untouched(name, known_name(before))) {
            self.name.set(known_name(preset).to_owned());
        }
        let known_issuer = |preset: WorkloadPreset| preset.issuer_hint().unwrap_or_default();
        if self.issuer.with_untracked(|issuer| untouched(issuer, known_issuer(before))) {
            self.issuer.set(known_issuer(preset).to_owned());
        }
    }

    pub fn request(self) -> WorkloadIssuerDetails {
        let filled = |text: RwSignal<String>| text.with_untracked(|text| filled(text));
        WorkloadIssuerDetails {
            name: self.name.get_untracked().into(),
            preset: self.preset.get_untracked(),
            issuer: self.issuer.get_untracked().into(),
            jwks: filled(self.jwks).map(Into::into),
            audience: filled(self.audience).map(Into::into),
            once_by_hash: self.once_by_hash.get_untracked(),
        }
    }
}

#[component]
pub fn NewWorkloadIssuer() -> impl IntoView {
    let form = FormState::new();
    let draft = Draft::empty();
    Effect::new(move |before: Option<WorkloadPreset>| {
        let preset = draft.preset.get();
        if let Some(before) = before
            && before != preset
        {
            draft.choose(preset, before);
        }
        preset
    });
    let navigate = use_navigate();
    let create = move |()| {
        let navigate = navigate.clone();
        let call = api::call(api::operator::create_workload_issuer(draft.request()));
        form.send(call, move |issuer: WorkloadIssuer| {
            navigate(&route::operator::workload_issuer(issuer.id), Default::default());
        });
    };
    let choice = |preset: &WorkloadPreset| Choice::new(*preset, preset_label(*preset));
    let presets: Vec<_> = WorkloadPreset::ALL.iter().map(choice).collect();
    view! {
        <PageHeader
            title="Allow issuer"
            lead="Once you allow an issuer, apps can sign in with its tokens, where their developers have named a workload and tenant admins have allowed it."
            back=(route::operator::WORKLOAD_ISSUERS.to_owned(), "Workload issuers".to_owned())
        />
        <div class="panel">
            <Form state=form on_submit=create guard=true>
                <ErrorSummary />
                <Select
                    name="preset"
                    label="Platform"
                    value=draft.preset
                    choices=presets
                    hint="Fills in what is known about the platform, and decides how its claims are described to people. It cannot be changed later."
                />
                <TextField
                    name="issuer"
                    label="Issuer"
                    value=draft.issuer
                    rule=WorkloadIssuerAddress::RULE
                    monospace=true
                    autocomplete="off"
                    hint="Exactly as it stands in the iss claim of its tokens. It cannot be changed later."
                />
                <Fields draft />
                <div class="form-actions">
                    <SubmitButton label="Allow issuer" />
                    <a class="btn" href=route::operator::WORKLOAD_ISSUERS>"Cancel"</a>
                </div>
            </Form>
        </div>
    }
}

/// What may change later.
#[component]
pub fn Fields(draft: Draft) -> impl IntoView {
    view! {
        <TextField
            name="name"
            label="Name"
            value=draft.name
            rule=WorkloadIssuerName::RULE
            autocomplete="off"
            hint="What developers and tenant admins read: “GitHub Actions”, “Cluster West”."
        />
        <TextArea
            name="jwks"
            label="Keys"
            value=draft.jwks
            rows=6
            optional=true
            monospace=true
            hint="A JWK Set (RFC 7517) of public keys. Leave it empty to have them fetched through the issuer’s /.well-known/openid-configuration, which follows each change of its keys."
        />
        <TextField
            name="audience"
            label="Another audience"
            value=draft.audience
            rule=WorkloadAudience::RULE
            optional=true
            monospace=true
            autocomplete="off"
            hint="A value of aud that every tenant accepts, besides the tenant’s own issuer, which is always accepted."
        />
        <Checkbox
            name="once_by_hash"
            label="A token without a jti works only once"
            value=draft.once_by_hash
            hint="Once for each client. Otherwise such a token works until it expires, at most an hour. A token with a jti always works only once."
        />
    }
}
