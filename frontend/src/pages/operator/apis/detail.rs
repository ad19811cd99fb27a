//! The page of one API of the catalogue: its facts, scopes and resource servers.

use leptos::prelude::*;
use model::scope::ScopeState;
use wire::{
    catalogue::{self, Scope},
    operator::{ChangeApi, RegisteredResourceServer},
};

use super::{
    details::{Draft, Fields, format_words},
    document::Documentation,
    resource_servers::ResourceServers,
    scope_form::{AddScope, ChangeScope},
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Breakable, ConfirmDialog, Time, Tone, use_toaster},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term},
        list::{Column, EmptyState, Loaded, Loader, Table},
        outside::OutsideLink,
    },
    pages::{
        badges::ScopeBadges,
        counted::HowMany,
        focus::settle_focus,
        parameter::load_named,
        revised::{Revised, Theirs, without_prefix},
    },
    route,
};

#[component]
pub fn Api() -> impl IntoView {
    let loader = load_named("api", |id| api::call(api::operator::api(id)));
    // Outlives what a change of the API draws again: it holds a secret that is shown once.
    let registered = RwSignal::new(None::<RegisteredResourceServer>);
    view! {
        <Loaded from=loader thing="The API" back=(route::operator::APIS.to_owned(), "APIs & scopes".to_owned()) let:found>
            <FactSheet found=found.clone() loader />
            <Scopes found=found.clone() loader />
            <Documentation api=found.id name=found.name.clone() />
            <ResourceServers api=found.id name=found.name registered />
        </Loaded>
    }
}

#[component]
fn FactSheet(found: catalogue::Api, loader: Loader<catalogue::Api>) -> impl IntoView {
    let open = RwSignal::new(false);
    let edited = found.clone();
    let documentation = match found.docs_url {
        Some(address) => view! { <OutsideLink address /> }.into_any(),
        None => "None".into_any(),
    };
    view! {
        <PageHeader
            title=found.name
            lead=found.description
            back=(route::operator::APIS.to_owned(), "APIs & scopes".to_owned())
        >
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Edit />
                "Edit API…"
            </button>
        </PageHeader>
        <div class="panel">
            <Definitions>
                <IdentifierTerm label="Identifier" value=found.identifier what="identifier" />
                <IdentifierTerm label="API ID" value=found.id.to_string() what="API ID" />
                <Term label="Token format">{format_words(found.token_format)}</Term>
                <Term label="Token lifetime">{format!("{} seconds", found.token_lifetime)}</Term>
                <Term label="SMART Backend Services">
                    {if found.smart_backend_services { "On: clients sign their requests" } else { "Off" }}
                </Term>
                <Term label="Documentation URL">{documentation}</Term>
                <Term label="Created">
                    <Time at=found.created_at />
                </Term>
            </Definitions>
        </div>
        <Edit found=edited open loader />
    }
}

#[component]
fn Edit(found: catalogue::Api, open: RwSignal<bool>, loader: Loader<catalogue::Api>) -> impl IntoView {
    let toaster = use_toaster();
    let (id, draft, revised) = (found.id, Draft::of(&found), Revised::of(&found));
    let save = move || async move {
        let request = ChangeApi { revision: revised.revision(), details: draft.request()? };
        let change = api::call(api::operator::change_api(id, request));
        revised.save(change, api::call(api::operator::api(id))).await.map_err(without_prefix)
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Edit {}", found.name)
            verb="Save API"
            run=save
            then=move |api: catalogue::Api| {
                toaster.done(format!("{} is saved.", api.name));
                loader.set(api);
                settle_focus();
            }
        >
            <Theirs revised fields=stored take=move |theirs: catalogue::Api| draft.take(&theirs) />
            <Fields draft />
        </ConfirmDialog>
    }
}

#[component]
fn Scopes(found: catalogue::Api, loader: Loader<catalogue::Api>) -> impl IntoView {
    let (adding, changing) = (RwSignal::new(false), RwSignal::new(None::<Scope>));
    let add = move || {
        view! {
            <button type="button" class="btn btn-primary" on:click=move |_| adding.set(true)>
                <Icon symbol=Symbol::Plus />
                "Add scope…"
            </button>
        }
    };
    let content = if found.scopes.is_empty() {
        view! {
            <EmptyState title="No scopes yet" symbol=Symbol::Shield>
                "Add a scope for each permission. Developers ask for them, and tenant admins read their sentences."
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <HowMany number=found.scopes.len() one="scope" many="scopes" />
            <Table label="Scopes" columns=columns(changing) rows=Signal::stored(found.scopes) />
        }
        .into_any()
    };
    view! {
        <Section title="Scopes" lead="Names are unique on the platform and are never changed." action=ViewFn::from(add)>
            {content}
        </Section>
        <AddScope api=found.id open=adding loader />
        <ChangeScope api=found.id changing loader />
    }
}

fn columns(changing: RwSignal<Option<Scope>>) -> Vec<Column<Scope>> {
    vec![
        Column::name("Scope", |scope: &Scope| {
            view! {
                <div class="grid">
                    <span class="font-semibold">{scope.title.clone()}</span>
                    <code>
                        <Breakable text=scope.name.to_string() />
                    </code>
                </div>
            }
        }),
        Column::new("Allows", |scope: &Scope| scope.sentence.clone()),
        Column::new("Kind", |scope: &Scope| {
            view! {
                <span class="flex flex-wrap gap-1">
                    <ScopeBadges action=scope.action sensitivity=scope.sensitivity />
                </span>
            }
        }),
        Column::new("State", |scope: &Scope| {
            let (tone, symbol, state) = match scope.state {
                ScopeState::Active => (Tone::Positive, Symbol::CheckCircle, "Active"),
                ScopeState::Deprecated => (Tone::Caution, Symbol::Clock, "Deprecated"),
            };
            view! {
                <Badge tone symbol>
                    {state}
                </Badge>
            }
        }),
        Column::verbs(move |scope: &Scope| {
            let (whom, scope) = (format!(" {}", scope.name), scope.clone());
            view! {
                <div class="flex justify-end">
                    <button type="button" class="btn" on:click=move |_| changing.set(Some(scope.clone()))>
                        <span>"Edit" <span class="sr-only">{whom}</span> "…"</span>
                    </button>
                </div>
            }
        }),
    ]
}

fn stored(api: &catalogue::Api) -> Vec<(&'static str, String)> {
    let smart = if api.smart_backend_services { "On" } else { "Off" };
    vec![
        ("Name", api.name.clone()),
        ("Description", api.description.clone()),
        ("Documentation URL", api.docs_url.clone().unwrap_or_default()),
        ("Token lifetime in seconds", api.token_lifetime.to_string()),
        ("Token format", format_words(api.token_format).to_owned()),
        ("SMART Backend Services", smart.to_owned()),
    ]
}
