//! A page, or a frame, whose part of the program is fetched when it is first opened.

use std::{
    future::Future,
    task::{Context, Poll, Waker},
};

use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::SplitLoaderError;

use super::{Bare, PageHeader, guarded::Framed};
use crate::components::list::{SkeletonBlock, TryAgain};

/// What stands around a page until its part has been fetched, and where it can't be.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Around {
    /// The frame is there already.
    #[default]
    Frame,
    /// Nothing: the page has the layout of pages without navigation.
    Bare,
    /// It is the frame of a portal itself that is fetched.
    Itself,
}

impl Around {
    fn skeleton(self) -> AnyView {
        match self {
            Self::Frame => view! { <SkeletonBlock /> }.into_any(),
            Self::Bare => view! { <Bare><SkeletonBlock /></Bare> }.into_any(),
            Self::Itself => view! { <Framed /> }.into_any(),
        }
    }

    fn not_fetched(self) -> AnyView {
        match self {
            Self::Frame => view! { <NotFetched /> }.into_any(),
            Self::Bare | Self::Itself => view! { <Bare><NotFetched /></Bare> }.into_any(),
        }
    }
}

/// A page of another part of the program; its skeleton until the part has been fetched.
#[component]
pub fn FetchedPage<Fetch, Fetching, Page, Building>(
    #[prop(optional)] around: Around,
    /// Fetches the part, where it is not there.
    fetch: Fetch,
    /// Builds the page at once, where the part is there.
    page: Page,
) -> impl IntoView
where
    Fetch: FnOnce() -> Fetching,
    Fetching: Future<Output = Result<(), SplitLoaderError>> + 'static,
    Page: Fn() -> Building + Send + Sync + 'static,
    Building: Future<Output = Result<AnyView, SplitLoaderError>> + Send + 'static,
{
    let mut fetching = Box::pin(fetch());
    // A part that is there already answers at once.
    let there = match fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer.is_ok()),
        Poll::Pending => None,
    };
    let fetched = RwSignal::new(there);
    if there.is_none() {
        spawn_local(async move {
            let there = fetching.await.is_ok();
            fetched.try_set(Some(there));
        });
    }
    move || match fetched.get() {
        None => around.skeleton(),
        Some(false) => around.not_fetched(),
        Some(true) => {
            let page = page();
            Suspend::new(async move { page.await.unwrap_or_else(|_| around.not_fetched()) }).into_any()
        }
    }
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
        <TryAgain retry=reload>
            <p>"Your connection may be broken, or a newer version has replaced this one. Load the page again."</p>
        </TryAgain>
    }
}
