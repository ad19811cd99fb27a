//! The page on which an admin generates a credential for the tenant itself.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::scope::ScopeState;
use wire::{
    admin::{GeneratedCredential, NewCredential},
    catalogue::Api,
    texts::CredentialName,
};

use crate::{
    api,
    components::{
        Symbol,
        feedback::use_toaster,
        form::{ErrorSummary, Fieldset, Form, FormState, SubmitButton, TextField},
        layout::{PageHeader, use_organisation},
        list::{EmptyState, Loaded, Loader},
    },
    pages::{
        admin::{
            end_date::EndDateField,
            lost_secrets::use_lost_secrets,
            reader::{AskAdmin, use_tenant},
            scopes::{Choosing, Chosen, ScopesByApi, of_catalogue},
        },
        answered::{Answered, answered},
        end_of_day::end_of_day,
        focus::settle_focus,
        hand_on::HandsOn,
        issued::Issued,
    },
    route,
};

const ADVICE: &str = "Keep them where your software reads its secrets, or in a password manager. Never put them into e-mail or source code.";

/// Generate credentials: a name, scopes and an end date, then the secret, once.
#[component]
pub fn Generate() -> impl IntoView {
    let generated = RwSignal::new(None::<GeneratedCredential>);
    move || match generated.get() {
        Some(generated) => view! { <SaveNow generated /> }.into_any(),
        None => view! { <Ask generated /> }.into_any(),
    }
}

#[component]
fn Ask(generated: RwSignal<Option<GeneratedCredential>>) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    let catalogue = Loader::new(move || api::call(api::admin::catalogue(tenant)));
    let content = if place.may_act {
        view! {
            <Loaded from=catalogue headed=true let:apis>
                <Choices apis generated />
            </Loaded>
        }
        .into_any()
    } else {
        view! { <AskAdmin to="generate credentials" /> }.into_any()
    };
    view! {
        <PageHeader
            title="Generate credentials"
            lead=format!("A client ID and a secret for software that {} runs itself.", place.name)
            back
        />
        {content}
    }
}

#[component]
fn Choices(apis: Vec<Api>, generated: RwSignal<Option<GeneratedCredential>>) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation().name;
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let lost = use_lost_secrets();
    let name = RwSignal::new(String::new());
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let ends = RwSignal::new(String::new());
    let apis = of_catalogue(apis, |scope| scope.state == ScopeState::Active);
    if apis.is_empty() {
        return view! {
            <EmptyState title="There is no API yet" symbol=Symbol::Layers>
                <p>"The platform’s operator has not published an API. Ask them which one your software should use."</p>
            </EmptyState>
        }
        .into_any();
    }
    let generate = move |()| {
        let scopes: Vec<_> = chosen.get_untracked().into_iter().collect();
        if scopes.is_empty() {
            return form.refuse("scopes", "Choose at least one permission.");
        }
        let ends_at = match end_of_day(&ends.get_untracked()) {
            Ok(ends_at) => ends_at,
            Err(message) => return form.refuse("ends_at", message),
        };
        let request = NewCredential { name: name.get_untracked().into(), scopes, ends_at };
        let navigate = navigate.clone();
        let call = answered(api::call(api::admin::generate_credential(tenant, request)));
        form.send(call, move |answer| match answer {
            Answered::Shown(answer) => {
                generated.set(Some(answer));
                settle_focus();
            }
            Answered::NotShown(GeneratedCredential { credential, issued }) => {
                lost.note(&credential.client);
                toaster.done(format!("{} is generated.", credential.name));
                navigate(&route::admin::credential(tenant, issued.client_id), Default::default());
            }
        });
    };
    view! {
        <Form state=form on_submit=generate guard=true>
            <div class="panel grid gap-6">
                <ErrorSummary />
                <TextField
                    name="name"
                    label="Name"
                    value=name
                    hint="What it is for, such as “Monthly billing report”."
                    rule=CredentialName::RULE
                    autocomplete="off"
                />
                <Fieldset
                    name="scopes"
                    legend="What it may do"
                    hint="Choose only what your software needs. You can change it later."
                >
                    <ScopesByApi apis choosing=Choosing::Each(chosen) top=true named=true />
                </Fieldset>
                <EndDateField value=ends />
                <p>{move || consequence(&place, !ends.with(String::is_empty))}</p>
                <div class="form-actions">
                    <SubmitButton label="Generate credentials" />
                    <a class="btn" href=route::admin::api_access(tenant)>"Cancel"</a>
                </div>
            </div>
        </Form>
    }
    .into_any()
}

/// `ends`: on a day that is chosen.
fn consequence(place: &str, ends: bool) -> String {
    let until = if ends { "until access ends, or until" } else { "until" };
    format!(
        "Whoever holds the secret can do the above with the data of {place} {until} you regenerate it, disable the credentials or delete them."
    )
}

#[component]
fn SaveNow(generated: GeneratedCredential) -> impl IntoView {
    let tenant = use_tenant();
    let navigate = use_navigate();
    let GeneratedCredential { credential, issued } = generated;
    let id = credential.client.client_id;
    view! {
        <PageHeader title=format!("Credentials “{}”", credential.name) lead="One step is left: put them where your software finds them." />
        <div class="panel">
            <Issued
                title="Credentials generated. Save these now: the secret is shown only this once."
                issued
                advice=ADVICE
                by=HandsOn::Admin(tenant)
                on_saved=move |()| navigate(&route::admin::credential(tenant, id), Default::default())
            />
        </div>
    }
}
