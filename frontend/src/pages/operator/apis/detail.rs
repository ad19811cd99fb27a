use leptos::prelude::*;
use model::{ids::ApiId, scope::ScopeState};
use wire::catalogue::{self, Scope};

use super::{
    details::{Draft, Fields, format_words},
    resource_servers::ResourceServers,
    scope_form::{AddScope, ChangeScope},
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, ConfirmDialog, Identifier, Time, Tone, use_toaster},
        layout::{Definitions, PageHeader, Section, Term},
        list::{Cell, EmptyState, Loaded, Loader, Table, TableRow},
    },
    pages::parts::{ScopeBadges, settle_focus, use_parameter},
    route,
};

#[component]
pub fn Api() -> impl IntoView {
    let id = use_parameter::<ApiId>("api");
    let loader = Loader::new(move || {
        let id = id();
        async move { api::operator::api(id?).await }
    });
    view! {
        <Loaded from=loader let:found>
            <FactSheet found=found.clone() loader />
            <Scopes found=found.clone() loader />
            <ResourceServers api=found.id name=found.name />
        </Loaded>
    }
}

#[component]
fn FactSheet(found: catalogue::Api, loader: Loader<catalogue::Api>) -> impl IntoView {
    let open = RwSignal::new(false);
    let edited = found.clone();
    let documentation = match found.docs_url {
        Some(address) => {
            let words = address.clone();
            view! { <a class="link" href=address rel="external noopener noreferrer">{words}</a> }.into_any()
        }
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
                <Term label="Identifier">
                    <Identifier value=found.identifier what="identifier" />
                </Term>
                <Term label="API ID">
                    <Identifier value=found.id.to_string() what="API ID" />
                </Term>
                <Term label="Token format">{format_words(found.token_format)}</Term>
                <Term label="Token lifetime">{format!("{} seconds", found.token_lifetime)}</Term>
                <Term label="SMART Backend Services">
                    {if found.smart_backend_services { "On: clients sign their requests" } else { "Off" }}
                </Term>
                <Term label="Documentation">{documentation}</Term>
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
    let (id, draft) = (found.id, Draft::of(&found));
    view! {
        <ConfirmDialog
            open
            title=format!("Edit {}", found.name)
            verb="Save API"
            run=move || async move { api::operator::change_api(id, draft.request()?).await }
            then=move |api: catalogue::Api| {
                toaster.done(format!("{} is saved.", api.name));
                loader.set(api);
                settle_focus();
            }
        >
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
            <EmptyState title="No scope yet" symbol=Symbol::Shield>
                "Add a scope for each permission. Developers ask for them, and tenant admins read their sentences."
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <Table label="Scopes" columns=vec!["Scope", "What it allows", "Kind", "State", ""]>
                {found.scopes.into_iter().map(|scope| view! { <Row scope changing /> }).collect_view()}
            </Table>
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

#[component]
fn Row(scope: Scope, changing: RwSignal<Option<Scope>>) -> impl IntoView {
    let (tone, symbol, state) = match scope.state {
        ScopeState::Active => (Tone::Positive, Symbol::CheckCircle, "Active"),
        ScopeState::Deprecated => (Tone::Caution, Symbol::Clock, "Deprecated"),
    };
    let Scope { name, title, sentence, action, sensitivity, .. } = scope.clone();
    let whom = format!(" {name}");
    view! {
        <TableRow>
            <Cell>
                <div class="grid">
                    <span class="font-semibold">{title}</span>
                    <code>{name.to_string()}</code>
                </div>
            </Cell>
            <Cell label="Allows">{sentence}</Cell>
            <Cell label="Kind">
                <span class="flex flex-wrap gap-1">
                    <ScopeBadges action sensitivity />
                </span>
            </Cell>
            <Cell label="State">
                <Badge tone symbol>
                    {state}
                </Badge>
            </Cell>
            <Cell>
                <button type="button" class="btn" on:click=move |_| changing.set(Some(scope.clone()))>
                    <span>"Edit" <span class="sr-only">{whom}</span> "…"</span>
                </button>
            </Cell>
        </TableRow>
    }
}
