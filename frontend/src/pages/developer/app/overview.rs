//! The overview of an app: next steps, newest version, details, keys and versions.

use leptos::prelude::*;
use model::app::AppState;
use wire::developer::{App, AppVersion, ClientKeys};

use super::{
    super::{
        app_words::{hand_over_words, visibility_words},
        reader::use_publisher,
        scopes::VersionScopes,
    },
    address::Address,
    frame::AppFrame,
    logo::LogoFacts,
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Snippet, Time},
        layout::{Definitions, Section, Term, use_organisation},
        list::{Column, EmptyState, ListView, Listing},
        outside::ContactLink,
    },
    pages::limits::networks_words,
    route,
};

#[component]
pub fn Overview() -> impl IntoView {
    view! {
        <AppFrame let:app>
            {(app.state == AppState::Draft).then(|| view! { <NextSteps app=app.clone() /> })}
            {app.version.clone().map(|version| view! { <Newest version /> })}
            <Details app=app.clone() />
            {(app.latest_version > 0).then(|| view! { <Versions app=app.clone() /> })}
        </AppFrame>
    }
}

/// What a draft lacks before a tenant can allow it.
#[component]
fn NextSteps(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let may_act = use_organisation().may_act;
    let publish = route::developer::new_version(publisher, app.id);
    let tenants = route::developer::targets(publisher, app.id);
    let words = if may_act {
        "Pick the scopes that it needs and publish version 1. Then add the tenant IDs of those who may see it."
    } else {
        "An owner or a developer of your team publishes version 1, and adds the tenant IDs of those who may see it."
    };
    view! {
        <EmptyState title="No tenant sees this app yet" symbol=Symbol::Layers>
            <p>{words}</p>
            {may_act
                .then(|| {
                    view! {
                        <p class="flex flex-wrap justify-center gap-3">
                            <a class="btn" href=publish>
                                "Pick scopes"
                            </a>
                            <a class="btn" href=tenants>
                                "Add tenants"
                            </a>
                        </p>
                    }
                })}
        </EmptyState>
    }
}

#[component]
fn Newest(version: AppVersion) -> impl IntoView {
    let lead = format!("What version {} asks each tenant’s admin for.", version.number);
    let note = version.note;
    view! {
        <Section title="Scopes in force" lead>
            <VersionScopes scopes=version.scopes />
            <p>{format!("Requests come from: {}", networks_words(&version.egress_networks))}</p>
            {version.workload.map(|workload| view! { <p class="wrap-anywhere">{workload.in_words.sentence} "."</p> })}
            {(!note.is_empty()).then(|| view! { <p class="whitespace-pre-line">"Note to admins: " {note}</p> })}
        </Section>
    }
}

#[component]
fn Details(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let edit = route::developer::edit_app(publisher, app.id);
    let may_act = use_organisation().may_act;
    let (details, created_at, updated_at) = (app.details.clone(), app.created_at, app.updated_at);
    let action = move || {
        may_act.then(|| {
            view! {
                <a class="btn" href=edit.clone()>
                    <Icon symbol=Symbol::Edit />
                    "Edit details"
                </a>
            }
        })
    };
    let description = match String::from(details.description) {
        text if text.is_empty() => "None".into_any(),
        text => view! { <p class="whitespace-pre-line">{text}</p> }.into_any(),
    };
    view! {
        <Section title="Details" lead="What tenants read about the app." action>
            <div class="panel">
                <Definitions>
                    <Term label="Description">{description}</Term>
                    <Term label="Support contact">
                        <ContactLink contact=details.support_contact />
                    </Term>
                    <Term label="Website">
                        <Address url=details.website.map(String::from) />
                    </Term>
                    <Term label="Privacy policy">
                        <Address url=details.privacy_policy.map(String::from) />
                    </Term>
                    <Term label="Logo">
                        {if details.logo_url.is_some() {
                            view! { <LogoFacts app /> }.into_any()
                        } else {
                            "None".into_any()
                        }}
                    </Term>
                    <Term label="AI agent">
                        {if details.ai_agent { "Yes: it decides by itself what to do" } else { "No" }}
                    </Term>
                    <Term label="Who may see it">{visibility_words(details.visibility)}</Term>
                    <Term label="How credentials reach you">{hand_over_words(details.hand_over)}</Term>
                    {details.client_keys.map(|keys| view! { <Term label="Public keys"><Keys keys /></Term> })}
                    <Term label="Created">
                        <Time at=created_at />
                    </Term>
                    <Term label="Last changed">
                        <Time at=updated_at />
                    </Term>
                </Definitions>
            </div>
        </Section>
    }
}

/// Public: shown again.
#[component]
fn Keys(keys: ClientKeys) -> impl IntoView {
    match keys {
        ClientKeys { jwks_uri: Some(address), .. } => {
            view! { <Identifier value=String::from(address) what="address of the keys" /> }.into_any()
        }
        ClientKeys { jwks, .. } => {
            let set = jwks.and_then(|set| serde_json::to_string_pretty(&set).ok()).unwrap_or_default();
            view! { <Snippet text=set what="JWK Set" /> }.into_any()
        }
    }
}

#[component]
fn Versions(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let id = app.id;
    let may_act = use_organisation().may_act;
    let list = Listing::new(move |query| api::call(api::developer::versions(publisher, id, query)));
    let columns = vec![
        Column::name("Version", move |version: &AppVersion| {
            let number = version.number;
            view! {
                <a class="link" href=route::developer::version(publisher, id, number)>
                    {format!("Version {number}")}
                </a>
            }
        }),
        Column::new("Scopes", |version: &AppVersion| version.scopes.len()),
        Column::new("Requests from", |version: &AppVersion| networks_words(&version.egress_networks)),
        Column::new("Published by", |version: &AppVersion| version.published_by.clone()),
        Column::new("Published", |version: &AppVersion| view! { <Time at=version.published_at /> }),
    ];
    view! {
        <Section title="Versions" lead="Each is kept as it was published. A connection keeps the version that its admin decided about.">
            <ListView
                list
                noun="versions"
                columns
                empty=move || {
                    let words = if may_act { "Publish version 1." } else { "What your team publishes appears here." };
                    view! { <EmptyState title="No version yet">{words}</EmptyState> }
                }
            />
        </Section>
    }
}
