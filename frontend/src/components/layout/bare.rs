//! The layout of pages without navigation, such as sign-in.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Foot, ThemeSwitch};
use crate::{dom, route};

/// A page without navigation: sign-in, invitations.
#[component]
pub fn Bare(children: Children) -> impl IntoView {
    let here = use_location().pathname;
    view! {
        <div class="bare">
            <header class="bare-top">
                <span class="brand">
                    <Mark />
                    <span class="wrap-anywhere">{dom::platform_name()}</span>
                </span>
                <ThemeSwitch />
            </header>
            <main id="main" class="bare-main" tabindex="-1">
                <div class="panel bare-panel">{children()}</div>
            </main>
            <Foot>
                {move || {
                    (here.get() != route::FOUND_A_SECRET)
                        .then(|| view! { <a class="link" href=route::FOUND_A_SECRET>"Found a secret?"</a> })
                }}
            </Foot>
        </div>
    }
}

/// Our mark: a gate, half open.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" aria-hidden="true" viewBox="0 0 24 24" fill="none">
            <rect width="24" height="24" rx="6" fill="currentColor" />
            <path class="mark-lines" d="M7 18V9a5 5 0 0 1 10 0v9M12 18v-6M5 18h14" stroke-width="2" stroke-linecap="round" />
        </svg>
    }
}
