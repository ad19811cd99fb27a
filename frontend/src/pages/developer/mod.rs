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

use crate::components::layout::{DeveloperFrame, FetchedPage, ToHome};

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
    Activity,
    Team,
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
    Ok(view! { <apps::Apps /> }.into_any())
}

fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage fetch page=move || built(page) /> }.into_any()
}

/// All other pages of the portal are one part of the program, which is fetched when one of them is first opened.
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
        Page::Activity => view! { <activity::Activity /> }.into_any(),
        Page::Team => view! { <team::Team /> }.into_any(),
        Page::Settings => view! { <settings::Settings /> }.into_any(),
        Page::Webhooks => view! { <webhooks::Webhooks /> }.into_any(),
        Page::NewWebhook => view! { <webhooks::NewWebhook /> }.into_any(),
        Page::Webhook => view! { <webhooks::Webhook /> }.into_any(),
    })
}

#[component(transparent)]
pub fn DeveloperRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/developer/:publisher") view=DeveloperFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("apps") view=home />
            <Route path=path!("apps/new") view=page(Page::NewApp) />
            <Route path=path!("apps/:app") view=page(Page::App) />
            <Route path=path!("apps/:app/edit") view=page(Page::EditApp) />
            <Route path=path!("apps/:app/tenants") view=page(Page::AppTenants) />
            <Route path=path!("apps/:app/connections") view=page(Page::AppConnections) />
            <Route path=path!("apps/:app/usage") view=page(Page::AppUsage) />
            <Route path=path!("apps/:app/roll-out") view=page(Page::RollOut) />
            <Route path=path!("apps/:app/versions/new") view=page(Page::Publish) />
            <Route path=path!("apps/:app/versions/:number") view=page(Page::AppVersion) />
            <Route path=path!("connections") view=page(Page::Connections) />
            <Route path=path!("connections/:connection") view=page(Page::Connection) />
            <Route path=path!("activity") view=page(Page::Activity) />
            <Route path=path!("team") view=page(Page::Team) />
            <Route path=path!("settings") view=page(Page::Settings) />
            <Route path=path!("webhooks") view=page(Page::Webhooks) />
            <Route path=path!("webhooks/new") view=page(Page::NewWebhook) />
            <Route path=path!("webhooks/:webhook") view=page(Page::Webhook) />
        </ParentRoute>
    }
    .into_inner()
}
