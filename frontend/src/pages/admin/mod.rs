//! `/admin/{tenant}/…`

mod activity;
mod api_access;
mod block_publisher;
mod connect;
mod connection;
mod consent;
mod end_date;
mod integrations;
mod lost_secrets;
mod members;
mod parts;
mod scopes;
mod settings;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};

pub use self::lost_secrets::provide_lost_secrets;
use crate::components::layout::{AdminFrame, ToHome};

#[component(transparent)]
pub fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin/:tenant") view=AdminFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("integrations") view=integrations::Integrations />
            <Route path=path!("integrations/connect") view=connect::Connect />
            <Route path=path!("integrations/connect/:app") view=consent::Consent />
            <Route path=path!("integrations/:connection") view=connection::Connection />
            <Route path=path!("integrations/:connection/update") view=connection::Update />
            <Route path=path!("api-access") view=api_access::ApiAccess />
            <Route path=path!("api-access/new") view=api_access::Generate />
            <Route path=path!("api-access/:credential") view=api_access::OwnCredential />
            <Route path=path!("activity") view=activity::Activity />
            <Route path=path!("members") view=members::Members />
            <Route path=path!("settings") view=settings::Settings />
        </ParentRoute>
    }
    .into_inner()
}
