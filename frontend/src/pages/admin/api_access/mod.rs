//! API access: the organisation's own credentials, with no app between.

mod detail;
mod edit;
mod generate;
mod on_screen;
mod stops;

use leptos::prelude::*;
use model::{connection::StateName, ids::TenantId};
use wire::admin::Credential;

pub use self::{detail::OwnCredential, generate::Generate};
use super::reader::{AskAdmin, use_tenant};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, ListView, Listing},
    },
    pages::{
        counted::count,
        stops::{ConnectionBadge, Side},
    },
    route,
};

#[component]
pub fn ApiAccess() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let may_act = place.may_act;
    let list = Listing::new(move |query| api::call(api::admin::credentials(tenant, query)));
    let generate = move || {
        view! {
            <a class="btn btn-primary" href=route::admin::new_credential(tenant)>
                <Icon symbol=Symbol::Plus />
                "Generate credentials"
            </a>
        }
    };
    view! {
        <PageHeader
            title="API access"
            lead=format!("The credentials of {} itself, for your own software and reports. Other organisations’ apps are under Connected apps.", place.name)
        >
            {may_act.then(generate)}
        </PageHeader>
        <div class="grid gap-6">
            {(!may_act).then(|| view! { <AskAdmin to="generate, regenerate or delete credentials" /> })}
            <ListView
                list
                noun="credentials"
                columns=columns(tenant)
                search="Search by name or ID"
                empty=|| view! { <NothingYet /> }
            />
        </div>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let words = if use_organisation().may_act {
        "Generate a client ID and a secret when your own software needs the platform’s API. You choose what it may do; the secret is shown once."
    } else {
        "An admin generates a client ID and a secret when your own software needs the platform’s API."
    };
    view! {
        <EmptyState title="No credentials yet" symbol=Symbol::Key>
            <p>{words}</p>
        </EmptyState>
    }
}

fn columns(tenant: TenantId) -> Vec<Column<Credential>> {
    vec![
        Column::name("Name", move |credential: &Credential| {
            let stops = credential.stops.clone();
            let badge = (!stops.is_empty()).then(|| {
                view! { <ConnectionBadge state=StateName::Paused stops side=Side::Admin /> }
            });
            view! {
                <div class="grid justify-items-start gap-1">
                    <a class="link" href=route::admin::credential(tenant, credential.client.client_id)>
                        {credential.name.clone()}
                    </a>
                    {badge}
                </div>
            }
        }),
        Column::new("Client ID", |credential: &Credential| {
            let what = format!("client ID of {}", credential.name);
            view! { <Identifier value=credential.client.client_id.to_string() what /> }
        }),
        Column::new("Access", |credential: &Credential| {
            let granted = count(credential.scopes.len(), "permission", "permissions");
            view! { <span class="whitespace-nowrap">{granted}</span> }
        }),
        Column::new("Generated", |credential: &Credential| {
            view! {
                <div class="grid">
                    <Time at=credential.client.created_at />
                    <span class="text-sm text-muted">{format!("by {}", credential.client.created_by)}</span>
                </div>
            }
        }),
        Column::new("Last used", |credential: &Credential| {
            match credential.client.secrets.iter().filter_map(|secret| secret.last_used_at).max() {
                Some(at) => view! { <Time at /> }.into_any(),
                None => "Not yet".into_any(),
            }
        }),
    ]
}
