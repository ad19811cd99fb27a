//! The connections of a publisher's apps, and of one app.

use leptos::prelude::*;
use wire::developer::Connection;

use super::{
    reader::{ViewerNote, use_publisher},
    tenant_name::TenantName,
};
use crate::{
    api,
    components::{
        Symbol,
        feedback::Time,
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, Export, ListView, Listing},
    },
    pages::{
        connection_states::state_chips,
        stops::{ConnectionStanding, Side},
    },
    route,
    session::use_session,
};

#[component]
pub fn Connections() -> impl IntoView {
    let publisher = use_publisher();
    let list = Listing::new(move |query| api::call(api::developer::connections(publisher, query)));
    view! {
        <PageHeader
            title="Connections"
            lead="What each tenant has decided about each of your apps."
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
    let me = use_session().me().map(|me| me.id);
    let search = if with_app { "Search by tenant or app" } else { "Search by tenant" };
    let export = with_app
        .then(|| Export::new(move |query| api::developer::connections(publisher, query).request.path));
    let mut columns = vec![Column::name("Tenant", move |connection: &Connection| {
        let address = route::developer::connection(publisher, connection.id);
        let Connection { tenant_name, tenant_id, kind, .. } = connection.clone();
        view! { <TenantName name=Some(tenant_name) id=tenant_id kind href=address /> }
    })];
    if with_app {
        columns.push(Column::new("App", move |connection: &Connection| {
            let address = route::developer::app(publisher, connection.app_id);
            view! { <a class="link" href=address>{connection.app_name.clone()}</a> }
        }));
    }
    columns.extend([
        Column::new("State", move |connection: &Connection| {
            let Connection { state, stops, reason, .. } = connection.clone();
            view! {
                <div class="grid justify-items-start gap-1">
                    <ConnectionStanding state stops side=Side::Developer me />
                    {reason.map(|reason| view! { <p class="text-sm text-muted">{format!("“{reason}”")}</p> })}
                </div>
            }
        }),
        Column::new("Version", |connection: &Connection| connection.version),
        Column::new("Changed", |connection: &Connection| view! { <Time at=connection.updated_at /> }),
    ]);
    view! {
        <ListView
            list
            noun="connections"
            columns
            search
            chips=state_chips()
            export
            empty=|| {
                view! {
                    <EmptyState title="No tenant has decided yet" symbol=Symbol::Plug>
                        "A connection appears here when a tenant’s admin allows, declines or blocks an app. "
                        {use_organisation()
                            .may_act
                            .then_some("Publish a version and add the tenant’s ID to the app; its admin then finds it under “Connect new app”.")}
                    </EmptyState>
                }
            }
        />
    }
}
