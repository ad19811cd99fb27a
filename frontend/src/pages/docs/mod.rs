//! Pages of `/docs`: the APIs with their references, and the guides. They are one part of the program, for whoever is
//! signed in or not.

mod caller;
mod frame;
mod guide;
mod home;
mod reference;
mod snippets;
mod swagger;

use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    components::layout::{Around, FetchedPage},
    route::at,
};

#[derive(Clone, Copy)]
enum Page {
    Home,
    Api,
    Own,
    Guide,
}

fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <FetchedPage around=Around::Bare fetch page=move || built(page) /> }.into_any()
}

#[component(transparent)]
pub fn DocsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=at(path!("/docs")) view=Outlet>
            <Route path=at(path!("")) view=page(Page::Home) />
            <Route path=at(path!("apis/:api")) view=page(Page::Api) />
            <Route path=at(path!("grantry/:document")) view=page(Page::Own) />
            <Route path=at(path!("guides/:guide")) view=page(Page::Guide) />
        </ParentRoute>
    }
    .into_inner()
}

#[wasm_split(docs, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::Home => view! { <home::Home /> }.into_any(),
        Page::Api => view! { <reference::Api /> }.into_any(),
        Page::Own => view! { <reference::Own /> }.into_any(),
        Page::Guide => view! { <guide::Guide /> }.into_any(),
    })
}
