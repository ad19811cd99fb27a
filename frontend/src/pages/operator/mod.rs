//! Pages of `/operator/…`.

mod activity;
mod address_change;
mod address_verbs;
mod apis;
mod apps;
mod health;
mod list_page;
mod new_organisation;
mod new_publisher;
mod new_tenant;
mod operators;
mod owners;
mod publisher;
mod publishers;
mod slug;
mod tenant;
mod tenant_addresses;
mod tenants;
mod workload_issuers;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    components::layout::{FetchedPage, OperatorFrame, ToHome},
    route::at,
};

#[derive(Clone, Copy)]
enum Page {
    NewTenant,
    Tenant,
    Apis,
    NewApi,
    Api,
    WorkloadIssuers,
    NewWorkloadIssuer,
    WorkloadIssuer,
    Publishers,
    NewPublisher,
    Publisher,
    Apps,
    Operators,
    Activity,
    Health,
}

fn home() -> AnyView {
    view! { <FetchedPage fetch=fetch_home page=built_home /> }.into_any()
}

/// The first pages of the portals are a part of their own, so that little has to be fetched before the first of them.
#[wasm_split(home, preload(fetch_home), fallible)]
fn built_home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <tenants::Tenants /> }.into_any())
}

fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch page=move || built(page) /> }.into_any()
}

/// All other pages of the portal are one part of the program, which is fetched when one of them is first opened.
#[wasm_split(operator, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::NewTenant => view! { <new_tenant::NewTenant /> }.into_any(),
        Page::Tenant => view! { <tenant::Tenant /> }.into_any(),
        Page::Apis => view! { <apis::Apis /> }.into_any(),
        Page::NewApi => view! { <apis::NewApi /> }.into_any(),
        Page::Api => view! { <apis::Api /> }.into_any(),
        Page::WorkloadIssuers => view! { <workload_issuers::WorkloadIssuers /> }.into_any(),
        Page::NewWorkloadIssuer => view! { <workload_issuers::NewWorkloadIssuer /> }.into_any(),
        Page::WorkloadIssuer => view! { <workload_issuers::WorkloadIssuer /> }.into_any(),
        Page::Publishers => view! { <publishers::Publishers /> }.into_any(),
        Page::NewPublisher => view! { <new_publisher::NewPublisher /> }.into_any(),
        Page::Publisher => view! { <publisher::Publisher /> }.into_any(),
        Page::Apps => view! { <apps::Apps /> }.into_any(),
        Page::Operators => view! { <operators::Operators /> }.into_any(),
        Page::Activity => view! { <activity::Activity /> }.into_any(),
        Page::Health => view! { <health::Health /> }.into_any(),
    })
}

#[component(transparent)]
pub fn OperatorRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=at(path!("/operator")) view=OperatorFrame>
            <Route path=at(path!("")) view=ToHome />
            <Route path=at(path!("tenants")) view=home />
            <Route path=at(path!("tenants/new")) view=page(Page::NewTenant) />
            <Route path=at(path!("tenants/:tenant")) view=page(Page::Tenant) />
            <Route path=at(path!("apis")) view=page(Page::Apis) />
            <Route path=at(path!("apis/new")) view=page(Page::NewApi) />
            <Route path=at(path!("apis/:api")) view=page(Page::Api) />
            <Route path=at(path!("workload-issuers")) view=page(Page::WorkloadIssuers) />
            <Route path=at(path!("workload-issuers/new")) view=page(Page::NewWorkloadIssuer) />
            <Route path=at(path!("workload-issuers/:issuer")) view=page(Page::WorkloadIssuer) />
            <Route path=at(path!("publishers")) view=page(Page::Publishers) />
            <Route path=at(path!("publishers/new")) view=page(Page::NewPublisher) />
            <Route path=at(path!("publishers/:publisher")) view=page(Page::Publisher) />
            <Route path=at(path!("apps")) view=page(Page::Apps) />
            <Route path=at(path!("operators")) view=page(Page::Operators) />
            <Route path=at(path!("activity")) view=page(Page::Activity) />
            <Route path=at(path!("health")) view=page(Page::Health) />
        </ParentRoute>
    }
    .into_inner()
}
