use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes,
    components::{ParentRoute, Route},
    path,
};

use super::unbuilt::Unbuilt;
use crate::components::layout::AccountFrame;

#[component(transparent)]
pub fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=AccountFrame>
            <Route path=path!("") view=Unbuilt />
        </ParentRoute>
    }
    .into_inner()
}
