//! An app's logo, or its initial where it has none.

use leptos::prelude::*;

/// The app's picture as the platform serves it, or its initial.
#[component]
pub fn Logo(#[prop(into)] name: String, url: Option<String>) -> impl IntoView {
    let url = RwSignal::new(url);
    let initial = name.chars().next().unwrap_or_default().to_uppercase().to_string();
    move || {
        match url.get() {
        Some(src) => view! {
            <img
                class="size-10 shrink-0 rounded-lg border border-base-300 bg-base-100 object-contain"
                src=src
                alt=""
                on:error=move |_| url.set(None)
            />
        }
        .into_any(),
        None => view! {
            <span
                class="grid size-10 shrink-0 place-items-center rounded-lg border border-base-300 bg-base-200 font-semibold"
                aria-hidden="true"
            >
                {initial.clone()}
            </span>
        }
        .into_any(),
    }
    }
}
