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
use crate::{
    components::layout::{AdminFrame, FetchedPage, ToHome},
    route::at,
};

#[derive(Clone, Copy)]
enum Page {
    Connect,
    Consent,
    Connection,
    Update,
    Several,
    Receipt,
}

#[derive(Clone, Copy)]
enum AccessPage {
    List,
    Generate,
    Credential,
}

#[derive(Clone, Copy)]
enum OrganisationPage {
    Activity,
    Members,
    Settings,
}

#[derive(Clone, Copy)]
enum WebhookPage {
    List,
    New,
    One,
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

/// The pages of connections, and of apps that may become one, are a part of the program, which is fetched when one of them
/// is first opened.
#[wasm_split(admin, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::Connect => view! { <connect::Connect /> }.into_any(),
        Page::Consent => view! { <consent::Consent /> }.into_any(),
        Page::Connection => view! { <connection::Connection /> }.into_any(),
        Page::Update => view! { <connection::Update /> }.into_any(),
        Page::Several => view! { <several::Several /> }.into_any(),
        Page::Receipt => view! { <receipt::Receipt /> }.into_any(),
    })
}

fn access_page(page: AccessPage) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch=fetch_access page=move || built_access(page) /> }.into_any()
}

#[wasm_split(access, preload(fetch_access), fallible)]
fn built_access(page: AccessPage) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        AccessPage::List => view! { <api_access::ApiAccess /> }.into_any(),
        AccessPage::Generate => view! { <api_access::Generate /> }.into_any(),
        AccessPage::Credential => view! { <api_access::OwnCredential /> }.into_any(),
    })
}

fn organisation_page(page: OrganisationPage) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || {
        view! { <FetchedPage fetch=fetch_organisation page=move || built_organisation(page) /> }.into_any()
    }
}

/// Pages about the organisation itself, of tenants and of publishers, are one part, and so are those of their webhooks.
#[wasm_split(organisation, preload(fetch_organisation), fallible)]
fn built_organisation(page: OrganisationPage) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OrganisationPage::Activity => view! { <activity::Activity /> }.into_any(),
        OrganisationPage::Members => view! { <members::Members /> }.into_any(),
        OrganisationPage::Settings => view! { <settings::Settings /> }.into_any(),
    })
}

fn webhook_page(page: WebhookPage) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch=fetch_webhooks page=move || built_webhooks(page) /> }.into_any()
}

#[wasm_split(webhooks, preload(fetch_webhooks), fallible)]
fn built_webhooks(page: WebhookPage) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        WebhookPage::List => view! { <webhooks::Webhooks /> }.into_any(),
        WebhookPage::New => view! { <webhooks::NewWebhook /> }.into_any(),
        WebhookPage::One => view! { <webhooks::Webhook /> }.into_any(),
    })
}

#[component(transparent)]
pub fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=at(path!("/admin/:tenant")) view=AdminFrame>
            <Route path=at(path!("")) view=ToHome />
            <Route path=at(path!("integrations")) view=home />
            <Route path=at(path!("integrations/connect")) view=page(Page::Connect) />
            <Route path=at(path!("integrations/connect/:app")) view=page(Page::Consent) />
            <Route path=at(path!("integrations/connect/:app/organisations")) view=page(Page::Several) />
            <Route path=at(path!("integrations/:connection")) view=page(Page::Connection) />
            <Route path=at(path!("integrations/:connection/update")) view=page(Page::Update) />
            <Route path=at(path!("api-access")) view=access_page(AccessPage::List) />
            <Route path=at(path!("api-access/new")) view=access_page(AccessPage::Generate) />
            <Route path=at(path!("api-access/:credential")) view=access_page(AccessPage::Credential) />
            <Route path=at(path!("receipts/:receipt")) view=page(Page::Receipt) />
            <Route path=at(path!("activity")) view=organisation_page(OrganisationPage::Activity) />
            <Route path=at(path!("members")) view=organisation_page(OrganisationPage::Members) />
            <Route path=at(path!("settings")) view=organisation_page(OrganisationPage::Settings) />
            <Route path=at(path!("webhooks")) view=webhook_page(WebhookPage::List) />
            <Route path=at(path!("webhooks/new")) view=webhook_page(WebhookPage::New) />
            <Route path=at(path!("webhooks/:webhook")) view=webhook_page(WebhookPage::One) />
        </ParentRoute>
    }
    .into_inner()
}
