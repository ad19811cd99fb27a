//! Pages of `/developer/{publisher}/…`.

mod activity;
mod app;
mod app_words;
mod apps;
mod client;
mod connection;
mod connections;
mod details;
mod hand_over;
mod publish;
mod reader;
mod scopes;
mod settings;
mod team;
mod tenant_name;
mod webhooks;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    components::layout::{DeveloperFrame, FetchedPage, ToHome},
    route::at,
};

#[derive(Clone, Copy)]
enum Page {
    NewApp,
    App,
    EditApp,
    AppTenants,
    AppConnections,
    AppUsage,
    RollOut,
    Publish,
    AppVersion,
    Connections,
    Connection,
}

#[derive(Clone, Copy)]
enum OrganisationPage {
    Activity,
    Team,
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
    Ok(view! { <apps::Apps /> }.into_any())
}

fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch page=move || built(page) /> }.into_any()
}

/// The pages of apps and connections are a part of the program, which is fetched when one of them is first opened.
#[wasm_split(developer, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::NewApp => view! { <details::NewApp /> }.into_any(),
        Page::App => view! { <app::Overview /> }.into_any(),
        Page::EditApp => view! { <details::EditApp /> }.into_any(),
        Page::AppTenants => view! { <app::Tenants /> }.into_any(),
        Page::AppConnections => view! { <app::AppConnections /> }.into_any(),
        Page::AppUsage => view! { <app::AppUsage /> }.into_any(),
        Page::RollOut => view! { <app::RollOut /> }.into_any(),
        Page::Publish => view! { <publish::Publish /> }.into_any(),
        Page::AppVersion => view! { <app::Version /> }.into_any(),
        Page::Connections => view! { <connections::Connections /> }.into_any(),
        Page::Connection => view! { <connection::Connection /> }.into_any(),
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
        OrganisationPage::Team => view! { <team::Team /> }.into_any(),
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
pub fn DeveloperRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=at(path!("/developer/:publisher")) view=DeveloperFrame>
            <Route path=at(path!("")) view=ToHome />
            <Route path=at(path!("apps")) view=home />
            <Route path=at(path!("apps/new")) view=page(Page::NewApp) />
            <Route path=at(path!("apps/:app")) view=page(Page::App) />
            <Route path=at(path!("apps/:app/edit")) view=page(Page::EditApp) />
            <Route path=at(path!("apps/:app/tenants")) view=page(Page::AppTenants) />
            <Route path=at(path!("apps/:app/connections")) view=page(Page::AppConnections) />
            <Route path=at(path!("apps/:app/usage")) view=page(Page::AppUsage) />
            <Route path=at(path!("apps/:app/roll-out")) view=page(Page::RollOut) />
            <Route path=at(path!("apps/:app/versions/new")) view=page(Page::Publish) />
            <Route path=at(path!("apps/:app/versions/:number")) view=page(Page::AppVersion) />
            <Route path=at(path!("connections")) view=page(Page::Connections) />
            <Route path=at(path!("connections/:connection")) view=page(Page::Connection) />
            <Route path=at(path!("activity")) view=organisation_page(OrganisationPage::Activity) />
            <Route path=at(path!("team")) view=organisation_page(OrganisationPage::Team) />
            <Route path=at(path!("settings")) view=organisation_page(OrganisationPage::Settings) />
            <Route path=at(path!("webhooks")) view=webhook_page(WebhookPage::List) />
            <Route path=at(path!("webhooks/new")) view=webhook_page(WebhookPage::New) />
            <Route path=at(path!("webhooks/:webhook")) view=webhook_page(WebhookPage::One) />
        </ParentRoute>
    }
    .into_inner()
}
