use std::future::Future;

use leptos::prelude::*;
use wasm_split_helpers::SplitLoaderError;

use super::PageHeader;
use crate::{
    api::ApiError,
    components::list::{ErrorState, SkeletonBlock},
};

/// A page of another part of the program; its skeleton until the part has been fetched.
#[component]
pub fn FetchedPage<Fetch, Fetching>(fetch: Fetch) -> impl IntoView
where
    Fetch: Fn() -> Fetching + Send + Sync + 'static,
    Fetching: Future<Output = Result<AnyView, SplitLoaderError>> + Send + 'static,
{
    let page = move || {
        let fetching = fetch();
        Suspend::new(async move { fetching.await.unwrap_or_else(|_| view! { <NotFetched /> }.into_any()) })
    };
    view! { <Suspense fallback=|| view! { <SkeletonBlock /> }>{page()}</Suspense> }
}

/// A connection may be broken, or a newer version may run by now: in both cases the whole page is loaded again.
#[component]
fn NotFetched() -> impl IntoView {
    let reload = move |()| {
        // Fails only where a page is sandboxed.
        let _ = window().location().reload();
    };
    view! {
        <PageHeader title="This page could not be loaded" />
        <ErrorState error=ApiError::Network retry=reload />
    }
}
