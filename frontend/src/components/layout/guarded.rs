//! Pages for people who are signed in; others are led to sign-in, and back afterwards.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect};

use super::{Bare, PageHeader, bare::Mark};
use crate::{
    components::list::{ErrorState, SkeletonBlock},
    dom, route,
    session::{SessionState, use_session},
};

#[derive(Clone, PartialEq)]
enum Access {
    Asking,
    Denied,
    Granted,
    Unreachable(crate::api::ApiError),
}

/// Shows its children to a person who is signed in, and leads others to sign-in and back.
#[component]
pub fn SignedInOnly(children: ChildrenFn) -> impl IntoView {
    let session = use_session();
    let access = Memo::new(move |_| match session.state() {
        SessionState::Asking => Access::Asking,
        SessionState::SignedOut => Access::Denied,
        SessionState::SignedIn(_) => Access::Granted,
        SessionState::Unreachable(error) => Access::Unreachable(error),
    });
    move || match access.get() {
        Access::Granted => children().into_any(),
        Access::Denied => view! { <Replace path=route::sign_in_then(&dom::current_path()) /> }.into_any(),
        Access::Asking if route::is_in_a_portal(&dom::current_path()) => view! { <Framed /> }.into_any(),
        Access::Asking => view! { <Bare><SkeletonBlock /></Bare> }.into_any(),
        Access::Unreachable(error) => view! {
            <Bare>
                <PageHeader title=format!("{} is not available", dom::platform_name()) />
                <ErrorState error retry=move |()| session.refresh() />
            </Bare>
        }
        .into_any(),
    }
}

/// A portal's frame before it is known whose it is, as index.html draws it.
#[component]
pub(super) fn Framed() -> impl IntoView {
    view! {
        <div class="shell">
            <header class="top">
                <span class="brand">
                    <Mark />
                    <span class="brand-name max-w-48 truncate">{dom::platform_name()}</span>
                </span>
            </header>
            <div class="shell-body">
                <div class="side"></div>
                <main id="main" class="page">
                    <SkeletonBlock />
                </main>
            </div>
        </div>
    }
}

/// Leads to another page, which takes this one's place in the history: Back does not come here again.
#[component]
pub fn Replace(path: String) -> impl IntoView {
    let options = NavigateOptions { replace: true, ..Default::default() };
    view! { <Redirect path options /> }
}
