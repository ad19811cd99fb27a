//! APIs & scopes: the catalogue that developers ask for.

mod detail;
mod details;
mod document;
mod resource_servers;
mod scope_form;

use leptos::prelude::*;
use wire::catalogue;

pub use self::{detail::Api, details::NewApi};
use super::list_page::ListPage;
use crate::{
    api,
    components::{
        Symbol,
        feedback::{Identifier, Time},
        list::{Column, Listing},
    },
    route,
};

#[component]
pub fn Apis() -> impl IntoView {
    let list = Listing::new(|query| api::call(api::operator::apis(query)));
    view! {
        <ListPage
            title="APIs & scopes"
            lead="The protected APIs, and the permissions that apps and tenants choose from."
            create=(route::operator::NEW_API, "Create API")
            list
            noun="APIs"
            columns=columns()
            search="Search by name or API ID"
            nothing=("No APIs yet", Symbol::Layers)
        >
            "Create an API and its scopes. Developers pick from them, and tenant admins read your sentences."
        </ListPage>
    }
}

fn columns() -> Vec<Column<catalogue::Api>> {
    vec![
        Column::name("Name", |api: &catalogue::Api| {
            view! {
                <a class="link" href=route::operator::api(api.id)>
                    {api.name.clone()}
                </a>
                <p class="text-sm text-muted">{api.description.clone()}</p>
            }
        }),
        Column::new("Identifier", |api: &catalogue::Api| {
            view! { <Identifier value=api.identifier.clone() what=format!("identifier of {}", api.name) /> }
        }),
        Column::new("Scopes", |api: &catalogue::Api| api.scopes.len()),
        Column::new("Created", |api: &catalogue::Api| view! { <Time at=api.created_at /> }),
    ]
}
