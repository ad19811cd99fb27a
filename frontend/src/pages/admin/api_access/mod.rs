//! API access: the organisation's own credentials, with no app between.

mod detail;
mod generate;

use leptos::prelude::*;
use wire::admin::Credential;

pub use self::{detail::OwnCredential, generate::Generate};
use super::parts::{AskAdmin, use_tenant};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Identifier, Time},
        layout::{PageHeader, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::count,
    route,
};

#[component]
pub fn ApiAccess() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let may_act = place.may_act;
    let list = Listing::new(move |query| api::admin::credentials(tenant, query));
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
            lead=format!("{}’s own credentials, for your own software and reports. Apps of others are under Integrations.", place.name)
        >
            {may_act.then(generate)}
        </PageHeader>
        <div class="grid gap-6">
            {(!may_act).then(|| view! { <AskAdmin to="generate, regenerate or delete credentials" /> })}
            <ListView
                list
                noun="credentials"
                columns=vec!["Name", "Client ID", "Access", "Generated", "Last used"]
                search="Search by name or client ID"
                empty=|| view! { <NothingYet /> }
                row=|credential| view! { <Row credential /> }
            />
        </div>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    view! {
        <EmptyState title="No credentials yet" symbol=Symbol::Key>
            <p>
                "Generate a client ID and a secret when your own software needs the platform’s API. You choose what it may do; the secret is shown once."
            </p>
        </EmptyState>
    }
}

#[component]
fn Row(credential: Credential) -> impl IntoView {
    let tenant = use_tenant();
    let Credential { name, scopes, client, .. } = credential;
    let what = format!("client ID of {name}");
    let used = client.secrets.iter().filter_map(|secret| secret.last_used_at).max();
    view! {
        <TableRow>
            <Cell>
                <a class="link" href=route::admin::credential(tenant, client.client_id)>
                    {name}
                </a>
            </Cell>
            <Cell label="Client ID">
                <Identifier value=client.client_id.to_string() what />
            </Cell>
            <Cell label="Access">{count(scopes.len(), "permission", "permissions")}</Cell>
            <Cell label="Generated">
                <div class="grid">
                    <Time at=client.created_at />
                    <span class="text-sm text-muted">{format!("by {}", client.created_by)}</span>
                </div>
            </Cell>
            <Cell label="Last used">
                {match used {
                    Some(at) => view! { <Time at /> }.into_any(),
                    None => "Not yet".into_any(),
                }}
            </Cell>
        </TableRow>
    }
}
