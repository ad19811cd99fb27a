//! The frame of the documentation: the platform's name, the way back to the portal, the theme.

use leptos::prelude::*;

use crate::{
    components::{
        Icon, Symbol,
        layout::{Foot, Mark, SkipLink, ThemeSwitch},
    },
    dom, route,
    session::{SessionState, use_session},
};

/// Around each page of the documentation. Who is signed in decides on the way back alone.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let session = use_session();
    let way_back = move || match session.state() {
        SessionState::Asking => ().into_any(),
        SessionState::SignedIn(_) => view! {
            <a class="btn btn-ghost" href=route::START rel="external">
                <Icon symbol=Symbol::ArrowLeft />
                <span class="sr-only">"Back to your "</span>
                "Portal"
            </a>
        }
        .into_any(),
        SessionState::SignedOut | SessionState::Unreachable(_) => view! {
            <a class="btn btn-ghost" href=route::sign_in_then(&dom::current_path()) rel="external">
                "Sign in"
            </a>
        }
        .into_any(),
    };
    view! {
        <div class="shell">
            <SkipLink />
            <header class="top">
                <a class="brand" href=route::DOCS>
                    <Mark />
                    <span class="brand-name max-w-48 truncate">{dom::platform_name()}</span>
                    <span>"Docs"</span>
                </a>
                <div class="top-end">{way_back} <ThemeSwitch /></div>
            </header>
            <div class="shell-body">
                <main id="main" class="page" tabindex="-1">
                    {children()}
                </main>
            </div>
            <Foot help=("Guides", route::docs::GUIDES) />
        </div>
    }
}
