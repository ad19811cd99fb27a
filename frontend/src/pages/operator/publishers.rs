//! The list of publishers.

use leptos::prelude::*;
use wire::operator::Publisher;

use super::list_page::ListPage;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{Identifier, Time},
        list::{Column, Export, Listing},
    },
    pages::badges::VerifiedBadge,
    route,
};

#[component]
pub fn Publishers() -> impl IntoView {
    let list = Listing::new(|query| api::call(api::operator::publishers(query)));
    view! {
        <ListPage
            title="Publishers"
            lead="The developer organisations whose apps the tenants may connect."
            create=(route::operator::NEW_PUBLISHER, "Create publisher")
            list
            noun="publishers"
            columns=columns()
            search="Search by name or ID"
            export=Some(Export::new(|query| api::operator::publishers(query).request.path))
            nothing=("No publishers yet", Symbol::Users)
        >
            "Create one for each developer organisation. It gets a sandbox, and its first owner a set-up link."
        </ListPage>
    }
}

fn columns() -> Vec<Column<Publisher>> {
    vec![
        Column::name("Name", |publisher: &Publisher| {
            let Publisher { id, name, .. } = publisher.clone();
            let what = format!("publisher ID of {name}");
            view! {
                <div class="grid justify-items-start">
                    <a class="link" href=route::operator::publisher(id)>
                        {name}
                    </a>
                    <Identifier value=id.to_string() what />
                </div>
            }
        }),
        Column::new(
            "Verification",
            |publisher: &Publisher| view! { <VerifiedBadge verified=publisher.verified /> },
        ),
        Column::new("Apps", |publisher: &Publisher| publisher.apps),
        Column::new("Members", |publisher: &Publisher| publisher.members),
        Column::new("Created", |publisher: &Publisher| view! { <Time at=publisher.created_at /> }),
    ]
}
