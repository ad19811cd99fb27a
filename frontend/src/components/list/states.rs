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

/// What happened, and a way to try again.
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
        <div class="state" role="alert">
            <span class="state-symbol">
                <Icon symbol=Symbol::Alert />
            </span>
            {(!titled).then(|| view! { <p class="state-title">{title}</p> })}
            <div class="state-words">
                <p>{error.to_string()}</p>
                {error.request_id().map(|id| view! { <p>"Request " <code>{id.to_owned()}</code></p> })}
            </div>
            <button type="button" class="btn" on:click=move |_| retry.run(())>
                <Icon symbol=Symbol::Refresh />
                "Try again"
            </button>
        </div>
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
