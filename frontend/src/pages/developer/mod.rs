//! `/developer/{publisher}/…`

use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes,
    components::{ParentRoute, Route},
    path,
};

use super::unbuilt::Unbuilt;
use crate::{components::layout::{DeveloperFrame, ToHome}};

#[component(transparent)]
pub fn DeveloperRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/developer/:publisher") view=DeveloperFrame>
            <Route path=path!("") view=ToHome />
            <Route path=path!("apps") view=Unbuilt />
            <Route path=path!("apps/new") view=Unbuilt />
            <Route path=path!("apps/:app") view=Unbuilt />
            <Route path=path!("apps/:app/edit") view=Unbuilt />
            <Route path=path!("apps/:app/tenants") view=Unbuilt />
            <Route path=path!("apps/:app/versions/new") view=Unbuilt />
            <Route path=path!("apps/:app/versions/:number") view=Unbuilt />
            <Route path=path!("connections") view=Unbuilt />
            <Route path=path!("connections/:connection") view=Unbuilt />
            <Route path=path!("activity") view=Unbuilt />
            <Route path=path!("team") view=Unbuilt />
            <Route path=path!("settings") view=Unbuilt />
        </ParentRoute>
    }
    .into_inner()
}
