use leptos::prelude::*;
use wire::operator::Tenant;

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::PageHeader,
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::SandboxBadge,
    route,
};

#[component]
pub fn Tenants() -> impl IntoView {
    let list = Listing::new(api::operator::tenants);
    view! {
        <PageHeader title="Tenants" lead="The customer organisations, and the sandbox of each publisher.">
            <a class="btn btn-primary" href=route::operator::NEW_TENANT>
                <Icon symbol=Symbol::Plus />
                "Create tenant"
            </a>
        </PageHeader>
        <ListView
            list
            noun="tenants"
            columns=vec!["Name", "Members", "Connections", "Created"]
            search="Search by name or tenant ID"
            empty=|| {
                view! {
                    <EmptyState title="No tenant yet" symbol=Symbol::Building>
                        "Create one for each customer organisation. Its first owner gets a set-up link."
                    </EmptyState>
                }
            }
            row=|tenant| view! { <Row tenant /> }
        />
    }
}

#[component]
fn Row(tenant: Tenant) -> impl IntoView {
    let Tenant { id, name, kind, members, connections, created_at, .. } = tenant;
    let what = format!("tenant ID of {name}");
    view! {
        <TableRow>
            <Cell>
                <span class="flex flex-wrap items-center gap-2">
                    <a class="link" href=route::operator::tenant(id)>
                        {name}
                    </a>
                    <SandboxBadge kind />
                </span>
                <Identifier value=id.to_string() what />
            </Cell>
            <Cell label="Members">{members}</Cell>
            <Cell label="Connections">{connections}</Cell>
            <Cell label="Created">
                <Time at=created_at />
            </Cell>
        </TableRow>
    }
}
