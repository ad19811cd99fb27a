//! Pages of `/admin/{tenant}/…`.

mod about_publisher;
mod activity;
mod api_access;
mod ask;
mod block_publisher;
mod client_facts;
mod client_identifiers;
mod connect;
mod connection;
pub(super) mod consent;
mod end_date;
mod integrations;
mod leaked_secret;
mod lost_secrets;
mod members;
mod reader;
mod receipt;
mod receipt_facts;
mod receipts;
mod regenerate;
mod renew_for;
mod right_sizing;
pub(super) mod scopes;
mod settings;
mod several;
mod verbs;
mod verification;
mod webhooks;
pub(super) mod workload;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

pub use self::lost_secrets::provide_lost_secrets;
use crate::components::layout::{AdminFrame, FetchedPage, ToHome};

#[derive(Clone, Copy)]
enum Page {
    Connect,
    Consent,
    Connection,
    Update,
    Several,
    Receipt,
    ApiAccess,
    Generate,
    OwnCredential,
    Activity,
    Members,
    Settings,
    Webhooks,
    NewWebhook,
    Webhook,
}

fn home() -> AnyView {
    view! { <FetchedPage fetch=fetch_home page=built_home /> }.into_any()
}

/// The first pages of the portals are a part of their own, so that little has to be fetched before the first of them.
#[wasm_split(home, preload(fetch_home), fallible)]
fn built_home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <integrations::Integrations /> }.into_any())
}

fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch page=move || built(page) /> }.into_any()
}

/// All other pages of the portal are one part of the program, which is fetched when one of them is first opened.
#[wasm_split(admin, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::Connect => view! { <connect::Connect /> }.into_any(),
        Page::Consent => view! { <consent::Consent /> }.into_any(),
        Page::Connection => view! { <connection::Connection /> }.into_any(),
        Page::Update => view! { <connection::Update /> }.into_any(),
        Page::Several => view! { <several::Several /> }.into_any(),
        Page::Receipt => view! { <receipt::Receipt /> }.into_any(),
        Page::ApiAccess => view! { <api_access::ApiAccess /> }.into_any(),
        Page::Generate => view! { <api_access::Generate /> }.into_any(),
        Page::OwnCredential => view! { <api_access::OwnCredential /> }.into_any(),
        Page::Activity => view! { <activity::Activity /> }.into_any(),
        Page::Members => view! { <members::Members /> }.into_any(),
        Page::Settings => view! { <settings::Settings /> }.into_any(),
        Page::Webhooks => view! { <webhooks::Webhooks /> }.into_any(),
        Page::NewWebhook => view! { <webhooks::NewWebhook /> }.into_any(),
        Page::Webhook => view! { <webhooks::Webhook /> }.into_any(),
    })
}

#[component(transparent)]
pub fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin/:tenant") view=AdminFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("integrations") view=home />
            <Route path=path!("integrations/connect") view=page(Page::Connect) />
            <Route path=path!("integrations/connect/:app") view=page(Page::Consent) />
            <Route path=path!("integrations/connect/:app/organisations") view=page(Page::Several) />
            <Route path=path!("integrations/:connection") view=page(Page::Connection) />
            <Route path=path!("integrations/:connection/update") view=page(Page::Update) />
            <Route path=path!("api-access") view=page(Page::ApiAccess) />
            <Route path=path!("api-access/new") view=page(Page::Generate) />
            <Route path=path!("api-access/:credential") view=page(Page::OwnCredential) />
            <Route path=path!("receipts/:receipt") view=page(Page::Receipt) />
            <Route path=path!("activity") view=page(Page::Activity) />
            <Route path=path!("members") view=page(Page::Members) />
            <Route path=path!("settings") view=page(Page::Settings) />
            <Route path=path!("webhooks") view=page(Page::Webhooks) />
            <Route path=path!("webhooks/new") view=page(Page::NewWebhook) />
            <Route path=path!("webhooks/:webhook") view=page(Page::Webhook) />
        </ParentRoute>
    }
    .into_inner()
}
