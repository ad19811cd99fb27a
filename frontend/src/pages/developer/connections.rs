use leptos::prelude::*;
use wire::developer::Connection;

use super::parts::{TenantName, ViewerNote, pausers, use_publisher};
use crate::{
    api,
    components::{
        Symbol,
        feedback::{StateBadge, Time},
        layout::PageHeader,
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    route,
};

#[component]
pub fn Connections() -> impl IntoView {
    let publisher = use_publisher();
    let list = Listing::new(move |query| api::developer::connections(publisher, query));
    view! {
        <PageHeader
            title="Connections"
            lead="What each tenant has decided about each of your apps. A tenant’s secret is never shown here."
        />
        <ViewerNote />
        <ConnectionList list with_app=true />
    }
}

/// Connections of all apps, or of one.
#[component]
pub fn ConnectionList(
    list: Listing<Connection>,
    /// Names the app in each row.
    #[prop(optional)]
    with_app: bool,
) -> impl IntoView {
    let publisher = use_publisher();
    let (columns, search) = if with_app {
        (vec!["Tenant", "App", "State", "Version", "Changed"], "Search by tenant or app")
    } else {
        (vec!["Tenant", "State", "Version", "Changed"], "Search by tenant")
    };
    let row = move |connection: Connection| {
        let address = route::developer::connection(publisher, connection.id);
        let app = connection.app_name;
        let app_address = route::developer::app(publisher, connection.app_id);
        let app = move || view! { <Cell label="App"><a class="link" href=app_address>{app}</a></Cell> };
        let remark = match &connection.reason {
            Some(reason) => Some(format!("“{reason}”")),
            None if connection.paused_by.is_empty() => None,
            None => Some(format!("by {}", pausers(&connection.paused_by))),
        };
        view! {
            <TableRow>
                <Cell>
                    <TenantName
                        name=Some(connection.tenant_name)
                        id=connection.tenant_id
                        kind=connection.kind
                        href=address
                    />
                </Cell>
                {with_app.then(app)}
                <Cell label="State">
                    <StateBadge state=connection.state />
                    {remark.map(|remark| view! { <p class="mt-1 text-sm text-muted">{remark}</p> })}
                </Cell>
                <Cell label="Version">{connection.version}</Cell>
                <Cell label="Changed">
                    <Time at=connection.updated_at />
                </Cell>
            </TableRow>
        }
    };
    view! {
        <ListView
            list
            noun="connections"
            columns
            search
            row
            empty=|| {
                view! {
                    <EmptyState title="No tenant has decided yet" symbol=Symbol::Plug>
                        "A connection appears here when a tenant’s admin allows, declines or blocks an app. Publish a version and add the tenant’s ID to the app; its admin then finds it under “Connect new app”."
                    </EmptyState>
                }
            }
        />
    }
}
