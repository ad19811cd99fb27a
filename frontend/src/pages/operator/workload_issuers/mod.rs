//! Workload issuers: who signs the tokens with which apps sign in without a secret.

mod close;
mod detail;
mod details;
mod words;

use leptos::prelude::*;
use wire::workload;

use self::words::{StateBadge, platform};
pub use self::{detail::WorkloadIssuer, details::NewWorkloadIssuer};
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
pub fn WorkloadIssuers() -> impl IntoView {
    let list = Listing::new(|query| api::call(api::operator::workload_issuers(query)));
    view! {
        <ListPage
            title="Workload issuers"
            lead="Platforms whose tokens apps can use instead of a secret. A developer names a workload on the platform, and tenant admins allow it."
            create=(route::operator::NEW_WORKLOAD_ISSUER, "Allow issuer")
            list
            noun="workload issuers"
            columns=columns()
            search="Search by name, address or issuer ID"
            nothing=("No issuers are allowed yet", Symbol::Key)
        >
            "Allow an issuer, such as GitHub Actions, and apps that run there need no secret."
        </ListPage>
    }
}

fn columns() -> Vec<Column<workload::WorkloadIssuer>> {
    vec![
        Column::name("Name", |issuer: &workload::WorkloadIssuer| {
            view! {
                <a class="link" href=route::operator::workload_issuer(issuer.id)>
                    {issuer.name.clone()}
                </a>
            }
        }),
        Column::new("Platform", platform),
        Column::new("Issuer", |issuer: &workload::WorkloadIssuer| {
            let what = format!("issuer of {}", issuer.name);
            view! { <Identifier value=issuer.issuer.clone() what /> }
        }),
        Column::new("State", |issuer: &workload::WorkloadIssuer| {
            view! { <StateBadge closed=issuer.closed_at.is_some() /> }
        }),
        Column::new("Allowed", |issuer: &workload::WorkloadIssuer| view! { <Time at=issuer.created_at /> }),
    ]
}
