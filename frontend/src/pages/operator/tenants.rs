//! The list of tenants.

use leptos::prelude::*;
use wire::operator::Tenant;

use super::list_page::ListPage;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{Identifier, Time},
        list::{Column, Export, Listing},
    },
    pages::badges::SandboxBadge,
    route,
};

#[component]
pub fn Tenants() -> impl IntoView {
    let list = Listing::new(|query| api::call(api::operator::tenants(query)));
    view! {
        <ListPage
            title="Tenants"
            lead="The customer organisations, and the sandbox of each publisher."
            create=(route::operator::NEW_TENANT, "Create tenant")
            list
            noun="tenants"
            columns=columns()
            search="Search by name or ID"
            export=Some(Export::new(|query| api::operator::tenants(query).request.path))
            nothing=("No tenants yet", Symbol::Building)
            needs=true
        >
            "Create one for each customer organisation. Its first owner gets a set-up link."
        </ListPage>
    }
}

fn columns() -> Vec<Column<Tenant>> {
    vec![
        Column::name("Name", |tenant: &Tenant| {
            let Tenant { id, name, kind, .. } = tenant.clone();
            let what = format!("tenant ID of {name}");
            view! {
                <span class="flex flex-wrap items-center gap-2">
                    <a class="link" href=route::operator::tenant(id)>
                        {name}
                    </a>
                    <SandboxBadge kind />
                </span>
                <Identifier value=id.to_string() what />
            }
        }),
        Column::new("Members", |tenant: &Tenant| tenant.members),
        Column::new("Connections", |tenant: &Tenant| tenant.connections),
        Column::new("Created", |tenant: &Tenant| view! { <Time at=tenant.created_at /> }),
    ]
}
