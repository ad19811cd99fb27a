//! `/admin/{tenant}/…`

use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes,
    components::{ParentRoute, Route},
    path,
};

use super::unbuilt::Unbuilt;
use crate::components::layout::{AdminFrame, ToHome};

#[component(transparent)]
pub fn AdminRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin/:tenant") view=AdminFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("integrations") view=Unbuilt />
            <Route path=path!("integrations/connect") view=Unbuilt />
            <Route path=path!("integrations/connect/:app") view=Unbuilt />
            <Route path=path!("integrations/:connection") view=Unbuilt />
            <Route path=path!("api-access") view=Unbuilt />
            <Route path=path!("api-access/new") view=Unbuilt />
            <Route path=path!("api-access/:credential") view=Unbuilt />
            <Route path=path!("activity") view=Unbuilt />
            <Route path=path!("members") view=Unbuilt />
            <Route path=path!("settings") view=Unbuilt />
        </ParentRoute>
    }
    .into_inner()
}
