//! The first page of the admin portal: the tenant ID and all connections.

use leptos::prelude::*;
use model::{connection::StateName, ids::TenantId};
use wire::admin::ConnectionSummary;

use super::reader::{AskAdmin, use_tenant};
use crate::{
    api,
    components::{
        Icon, Logo, Symbol,
        feedback::{Badge, Day, Identifier, Time, Tone},
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, Export, ListView, Listing},
    },
    pages::{
        badges::{AiAgentBadge, ScopeBadges},
        connection_states::state_chips,
        counted::count,
        needs::NeedsYou,
        stops::{ConnectionBadge, Side, StopRemarks},
    },
    route,
    session::use_session,
};

/// The portal's first page: the tenant ID, and every connection.
#[component]
pub fn Integrations() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let name = place.name.clone();
    let list = Listing::new(move |query| api::call(api::admin::connections(tenant, query)));
    let may_act = place.may_act;
    let words = if may_act { "Connect new app" } else { "See available apps" };
    let id_words = if may_act {
        "Give this ID to a developer whose app you want to connect. It is not a secret."
    } else {
        "A developer needs this ID to offer an app. It is not a secret."
    };
    view! {
        <PageHeader
            title="Integrations & API access"
            lead=format!("The apps that may act on the data of {name}, and what was decided about others.")
        >
            <a class="btn btn-primary" href=route::admin::connect(tenant)>
                {may_act.then(|| view! { <Icon symbol=Symbol::Plus /> })}
                {words}
            </a>
        </PageHeader>
        <NeedsYou />
        <div class="grid gap-6">
            <div class="panel grid gap-1">
                <p class="flex flex-wrap items-center gap-2">
                    <strong>"Tenant ID"</strong>
                    <Identifier value=tenant.to_string() what="tenant ID" />
                </p>
                <p class="text-muted">{id_words}</p>
            </div>
            {(!may_act).then(|| view! { <AskAdmin to="connect an app or change a connection" /> })}
            <ListView
                list
                noun="connections"
                columns=columns(tenant)
                search="Search by app name"
                chips=state_chips()
                export=Some(Export::new(move |query| api::admin::connections(tenant, query).request.path))
                empty=|| view! { <NothingYet /> }
            />
        </div>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let words = if use_organisation().may_act {
        "To connect one, give your tenant ID to its developer. When they have added it, the app appears under “Connect new app”, where you review what it asks for and allow or decline it."
    } else {
        "An app appears under “See available apps” when its developer has added your tenant ID. An admin then reviews what it asks for, and allows or declines it."
    };
    view! {
        <EmptyState title="No app is connected yet" symbol=Symbol::Plug>
            <p>{words}</p>
        </EmptyState>
    }
}

fn columns(tenant: TenantId) -> Vec<Column<ConnectionSummary>> {
    vec![
        Column::name("App", move |connection: &ConnectionSummary| {
            let address = route::admin::connection(tenant, connection.id);
            view! {
                <div class="flex items-start gap-3">
                    <Logo name=connection.app_name.clone() url=connection.logo_url.clone() />
                    <div class="min-w-0">
                        <a class="link" href=address>
                            {connection.app_name.clone()}
                        </a>
                        <p class="text-sm text-muted">{format!("by {}", connection.publisher_name)}</p>
                        <AiAgentBadge ai_agent=connection.ai_agent />
                    </div>
                </div>
            }
        }),
        Column::new(
            "State",
            |connection: &ConnectionSummary| view! { <State connection=connection.clone() /> },
        ),
        Column::new("May do", |connection: &ConnectionSummary| {
            view! { <MayDo connection=connection.clone() /> }
        }),
        Column::new("Last used", |connection: &ConnectionSummary| match connection.last_used_at {
            Some(at) => view! { <Time at /> }.into_any(),
            None if connected(connection) => "Not yet".into_any(),
            None => "—".into_any(),
        }),
        Column::new("Decided", |connection: &ConnectionSummary| view! { <Time at=connection.decided_at /> }),
    ]
}

const fn connected(connection: &ConnectionSummary) -> bool {
    matches!(connection.state, StateName::Active | StateName::Paused)
}

/// How many permissions it has, and the furthest and the highest of them.
#[component]
fn MayDo(connection: ConnectionSummary) -> impl IntoView {
    if !connected(&connection) {
        return "None".into_any();
    }
    let badges = connection.action.zip(connection.sensitivity);
    view! {
        <div class="grid justify-items-start gap-1">
            <span class="whitespace-nowrap">{count(connection.granted.len(), "permission", "permissions")}</span>
            <span class="flex flex-wrap gap-1">
                {badges.map(|(action, sensitivity)| view! { <ScopeBadges action sensitivity /> })}
            </span>
        </div>
    }
    .into_any()
}

#[component]
fn State(connection: ConnectionSummary) -> impl IntoView {
    let update =
        connected(&connection) && connection.latest_version > connection.version.max(connection.left_version);
    let me = use_session().me().map(|me| me.id);
    let going = connection.state == StateName::Active && connection.stops.is_empty();
    let ends = connection.ends_at.filter(|_| going);
    view! {
        <div class="grid justify-items-start gap-1">
            <ConnectionBadge state=connection.state stops=connection.stops.clone() side=Side::Admin />
            <StopRemarks stops=connection.stops me />
            {ends.map(|at| view! { <span class="text-sm text-muted">"Ends " <Day at /></span> })}
            {update
                .then(|| {
                    view! {
                        <Badge tone=Tone::Info symbol=Symbol::Info>
                            "Update to review"
                        </Badge>
                    }
                })}
        </div>
    }
}
