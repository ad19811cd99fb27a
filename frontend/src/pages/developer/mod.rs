//! `/developer/{publisher}/…`

mod activity;
mod app;
mod apps;
mod client;
mod connection;
mod connections;
mod details;
mod hand_over;
mod parts;
mod publish;
mod settings;
mod team;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};

use crate::components::layout::{DeveloperFrame, ToHome};

#[component(transparent)]
pub fn DeveloperRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/developer/:publisher") view=DeveloperFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("apps") view=apps::Apps />
            <Route path=path!("apps/new") view=details::NewApp />
            <Route path=path!("apps/:app") view=app::Overview />
            <Route path=path!("apps/:app/edit") view=details::EditApp />
            <Route path=path!("apps/:app/tenants") view=app::Tenants />
            <Route path=path!("apps/:app/connections") view=app::AppConnections />
            <Route path=path!("apps/:app/versions/new") view=publish::Publish />
            <Route path=path!("apps/:app/versions/:number") view=app::Version />
            <Route path=path!("connections") view=connections::Connections />
            <Route path=path!("connections/:connection") view=connection::Connection />
            <Route path=path!("activity") view=activity::Activity />
            <Route path=path!("team") view=team::Team />
            <Route path=path!("settings") view=settings::Settings />
        </ParentRoute>
    }
    .into_inner()
}
