//! What a list or page shows while it loads, when it is empty, and when loading failed.

use leptos::prelude::*;

use crate::{
    api::ApiError,
    components::{Icon, Symbol},
};

/// What this is and what to do next, where there is nothing yet.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(optional)] symbol: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="state">
            {symbol.map(|symbol| view! { <span class="state-symbol"><Icon symbol /></span> })}
            <p class="state-title">{title}</p>
            <div class="state-words">{children()}</div>
        </div>
    }
}

/// What went wrong, and a way to try again; the children say what happened and what to do.
#[component]
pub fn TryAgain(
    /// Where the page's title does not say it.
    #[prop(optional_no_strip)]
    title: Option<&'static str>,
    #[prop(into)] retry: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="state" role="alert">
            <span class="state-symbol">
                <Icon symbol=Symbol::Alert />
            </span>
            {title.map(|title| view! { <p class="state-title">{title}</p> })}
            <div class="state-words">{children()}</div>
            <button type="button" class="btn" on:click=move |_| retry.run(())>
                <Icon symbol=Symbol::Refresh />
                "Try again"
            </button>
        </div>
    }
}

/// What an answer says went wrong, and a way to try again.
#[component]
pub fn ErrorState(
    error: ApiError,
    #[prop(into)] retry: Callback<()>,
    /// The page's title says already what could not be loaded.
    #[prop(optional)]
    titled: bool,
) -> impl IntoView {
    let title = match error {
        ApiError::NotFound => "Not found",
        ApiError::SignedOut => "You are signed out",
        ApiError::Problem(_) | ApiError::Network | ApiError::Lost => "This could not be loaded",
    };
    view! {
        <TryAgain title=(!titled).then_some(title) retry>
            <p>{error.to_string()}</p>
            {error.request_id().map(|id| view! { <p>"Request " <code>{id.to_owned()}</code></p> })}
        </TryAgain>
    }
}

/// Grey rows in the place of a list that is on its way.
#[component]
pub fn SkeletonRows(#[prop(default = 5)] rows: usize) -> impl IntoView {
    view! {
        <div class="skeleton-rows">
            <p class="sr-only" role="status">"Loading"</p>
            {(0..rows).map(|_| view! { <div class="skeleton-row" aria-hidden="true"><div class="skeleton"></div><div class="skeleton"></div></div> }).collect_view()}
        </div>
    }
}

/// Grey lines in the place of a page that is on its way.
#[component]
pub fn SkeletonBlock() -> impl IntoView {
    view! {
        <div class="skeleton-block">
            <p class="sr-only" role="status">"Loading"</p>
            <div class="skeleton skeleton-title" aria-hidden="true"></div>
            <div class="skeleton" aria-hidden="true"></div>
            <div class="skeleton" aria-hidden="true"></div>
            <div class="skeleton skeleton-panel" aria-hidden="true"></div>
        </div>
    }
}
