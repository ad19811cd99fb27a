//! `/operator/…`

mod activity;
mod apis;
mod apps;
mod health;
mod new_publisher;
mod new_tenant;
mod operators;
mod owners;
mod publisher;
mod publishers;
mod tenant;
mod tenants;

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};

use crate::components::layout::{OperatorFrame, ToHome};

#[component(transparent)]
pub fn OperatorRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/operator") view=OperatorFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("tenants") view=tenants::Tenants />
            <Route path=path!("tenants/new") view=new_tenant::NewTenant />
            <Route path=path!("tenants/:tenant") view=tenant::Tenant />
            <Route path=path!("apis") view=apis::Apis />
            <Route path=path!("apis/new") view=apis::NewApi />
            <Route path=path!("apis/:api") view=apis::Api />
            <Route path=path!("publishers") view=publishers::Publishers />
            <Route path=path!("publishers/new") view=new_publisher::NewPublisher />
            <Route path=path!("publishers/:publisher") view=publisher::Publisher />
            <Route path=path!("apps") view=apps::Apps />
            <Route path=path!("operators") view=operators::Operators />
            <Route path=path!("activity") view=activity::Activity />
            <Route path=path!("health") view=health::Health />
        </ParentRoute>
    }
    .into_inner()
}
