//! APIs & scopes: what developers can ask for.

mod detail;
mod details;
mod resource_servers;
mod scope_form;

use leptos::prelude::*;
use wire::catalogue;

pub use self::{detail::Api, details::NewApi};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::PageHeader,
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    route,
};

#[component]
pub fn Apis() -> impl IntoView {
    let list = Listing::new(api::operator::apis);
    view! {
        <PageHeader title="APIs & scopes" lead="The protected APIs, and the permissions that apps and tenants choose from.">
            <a class="btn btn-primary" href=route::operator::NEW_API>
                <Icon symbol=Symbol::Plus />
                "Create API"
            </a>
        </PageHeader>
        <ListView
            list
            noun="APIs"
            columns=vec!["Name", "Identifier", "Scopes", "Created"]
            search="Search by name or API ID"
            empty=|| {
                view! {
                    <EmptyState title="No API yet" symbol=Symbol::Layers>
                        "Create an API and its scopes. Developers pick from them, and tenant admins read your sentences."
                    </EmptyState>
                }
            }
            row=|api| view! { <Row api /> }
        />
    }
}

#[component]
fn Row(api: catalogue::Api) -> impl IntoView {
    let what = format!("identifier of {}", api.name);
    view! {
        <TableRow>
            <Cell>
                <a class="link" href=route::operator::api(api.id)>
                    {api.name}
                </a>
                <p class="text-sm text-muted">{api.description}</p>
            </Cell>
            <Cell label="Identifier">
                <Identifier value=api.identifier what />
            </Cell>
            <Cell label="Scopes">{api.scopes.len()}</Cell>
            <Cell label="Created">
                <Time at=api.created_at />
            </Cell>
        </TableRow>
    }
}
