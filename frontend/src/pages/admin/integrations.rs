use leptos::prelude::*;
use model::connection::{PausedBy, StateName};
use wire::admin::ConnectionSummary;

use super::parts::{AskAdmin, Logo, day, use_tenant};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Identifier, StateBadge, Time, Tone},
        layout::{PageHeader, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::count,
    route,
};

/// The portal's first page: the tenant ID, and every connection.
#[component]
pub fn Integrations() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let name = place.name.clone();
    let list = Listing::new(move |query| api::admin::connections(tenant, query));
    let words = if place.may_act { "Connect new app" } else { "See available apps" };
    view! {
        <PageHeader
            title="Integrations & API access"
            lead=format!("The apps that may act on {name}’s data, and what you decided about others.")
        >
            <a class="btn btn-primary" href=route::admin::connect(tenant)>
                <Icon symbol=Symbol::Plus />
                {words}
            </a>
        </PageHeader>
        <div class="grid gap-6">
            <div class="panel grid gap-1">
                <p class="flex flex-wrap items-center gap-2">
                    <strong>"Tenant ID"</strong>
                    <Identifier value=tenant.to_string() what="tenant ID" />
                </p>
                <p class="text-muted">
                    "Give this ID to a developer whose app you want to connect. It is not a secret."
                </p>
            </div>
            {(!place.may_act).then(|| view! { <AskAdmin to="connect an app or change a connection" /> })}
            <ListView
                list
                noun="connections"
                columns=vec!["App", "State", "Access", "Decided"]
                search="Search by app name"
                empty=|| view! { <NothingYet /> }
                row=|connection| view! { <Row connection /> }
            />
        </div>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    view! {
        <EmptyState title="No app is connected yet" symbol=Symbol::Plug>
            <p>
                "To connect one, give your tenant ID to its developer. When they have added it, the app appears under “Connect new app”, where you review what it asks for and allow or decline it."
            </p>
        </EmptyState>
    }
}

#[component]
fn Row(connection: ConnectionSummary) -> impl IntoView {
    let tenant = use_tenant();
    let address = match connection.state {
        StateName::Awaiting => route::admin::consent(tenant, connection.app_id),
        _ => route::admin::connection(tenant, connection.id),
    };
    let connected = matches!(connection.state, StateName::Active | StateName::Paused);
    let update = connected && connection.latest_version > connection.version;
    let granted = if connected {
        count(connection.granted.len(), "permission", "permissions")
    } else {
        "None".to_owned()
    };
    let remark = remark(&connection);
    view! {
        <TableRow>
            <Cell>
                <div class="flex items-start gap-3">
                    <Logo name=connection.app_name.clone() url=connection.logo_url />
                    <div class="min-w-0">
                        <a class="link" href=address>
                            {connection.app_name}
                        </a>
                        <p class="text-sm text-muted">{format!("by {}", connection.publisher_name)}</p>
                    </div>
                </div>
            </Cell>
            <Cell label="State">
                <div class="grid justify-items-start gap-1">
                    <StateBadge state=connection.state />
                    {remark.map(|words| view! { <span class="text-sm text-muted">{words}</span> })}
                    {update
                        .then(|| {
                            view! {
                                <Badge tone=Tone::Info symbol=Symbol::Info>
                                    "Update to review"
                                </Badge>
                            }
                        })}
                </div>
            </Cell>
            <Cell label="Access">{granted}</Cell>
            <Cell label="Decided">
                <Time at=connection.decided_at />
            </Cell>
        </TableRow>
    }
}

/// What the state's badge leaves open.
fn remark(connection: &ConnectionSummary) -> Option<String> {
    match connection.state {
        StateName::Paused => {
            let by = |by: &PausedBy| match by {
                PausedBy::Tenant => "your organisation",
                PausedBy::Developer => "the developer",
                PausedBy::Platform => "the platform",
                PausedBy::EndDate => "its end date",
            };
            let by: Vec<_> = connection.paused_by.iter().map(by).collect();
            Some(format!("By {}", by.join(" and ")))
        }
        StateName::Active => connection.ends_at.map(|end| format!("Ends {}", day(end))),
        _ => None,
    }
}
