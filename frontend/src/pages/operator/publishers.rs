use leptos::prelude::*;
use wire::operator::Publisher;

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::PageHeader,
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::VerifiedBadge,
    route,
};

#[component]
pub fn Publishers() -> impl IntoView {
    let list = Listing::new(api::operator::publishers);
    view! {
        <PageHeader title="Publishers" lead="The developer organisations whose apps the tenants may connect.">
            <a class="btn btn-primary" href=route::operator::NEW_PUBLISHER>
                <Icon symbol=Symbol::Plus />
                "Create publisher"
            </a>
        </PageHeader>
        <ListView
            list
            noun="publishers"
            columns=vec!["Name", "Standing", "Apps", "Members", "Created"]
            search="Search by name or publisher ID"
            empty=|| {
                view! {
                    <EmptyState title="No publisher yet" symbol=Symbol::Users>
                        "Create one for each developer organisation. It gets a sandbox, and its first owner a set-up link."
                    </EmptyState>
                }
            }
            row=|publisher| view! { <Row publisher /> }
        />
    }
}

#[component]
fn Row(publisher: Publisher) -> impl IntoView {
    let Publisher { id, name, verified, members, apps, created_at, .. } = publisher;
    let what = format!("publisher ID of {name}");
    view! {
        <TableRow>
            <Cell>
                <div class="grid justify-items-start">
                    <a class="link" href=route::operator::publisher(id)>
                        {name}
                    </a>
                    <Identifier value=id.to_string() what />
                </div>
            </Cell>
            <Cell label="Standing">
                <VerifiedBadge verified />
            </Cell>
            <Cell label="Apps">{apps}</Cell>
            <Cell label="Members">{members}</Cell>
            <Cell label="Created">
                <Time at=created_at />
            </Cell>
        </TableRow>
    }
}
