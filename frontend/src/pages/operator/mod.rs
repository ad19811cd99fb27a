//! `/operator/…`

use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes,
    components::{ParentRoute, Route},
    path,
};

use super::unbuilt::Unbuilt;
use crate::components::layout::{OperatorFrame, ToHome};

#[component(transparent)]
pub fn OperatorRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/operator") view=OperatorFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("tenants") view=Unbuilt />
            <Route path=path!("tenants/new") view=Unbuilt />
            <Route path=path!("tenants/:tenant") view=Unbuilt />
            <Route path=path!("apis") view=Unbuilt />
            <Route path=path!("apis/new") view=Unbuilt />
            <Route path=path!("apis/:api") view=Unbuilt />
            <Route path=path!("publishers") view=Unbuilt />
            <Route path=path!("publishers/:publisher") view=Unbuilt />
            <Route path=path!("apps") view=Unbuilt />
            <Route path=path!("apps/:app") view=Unbuilt />
            <Route path=path!("activity") view=Unbuilt />
            <Route path=path!("health") view=Unbuilt />
        </ParentRoute>
    }
    .into_inner()
}
