//! The page at `/`, which leads people to the portal they belong to.

use leptos::prelude::*;

use crate::{
    components::{
        layout::{Bare, PageHeader, Replace, SignedInOnly},
        list::EmptyState,
    },
    session::use_session,
};

/// `/`: goes to the first place where the person belongs.
#[component]
pub fn Start() -> impl IntoView {
    view! {
        <SignedInOnly>
            {move || match use_session().organisations().first() {
                Some(first) => view! { <Replace path=first.home() /> }.into_any(),
                None => view! { <Nowhere /> }.into_any(),
            }}
        </SignedInOnly>
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <Bare>
            <PageHeader title="No organisation yet" />
            <EmptyState title="You are signed in, but belong to no organisation">
                "Ask an owner or admin of your organisation to invite you. The link that you get opens the organisation here."
            </EmptyState>
        </Bare>
    }
}
