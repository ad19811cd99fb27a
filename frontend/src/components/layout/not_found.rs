//! The page for addresses that do not exist or that the reader may not see.

use leptos::prelude::*;

use super::{Bare, PageHeader};
use crate::{components::list::EmptyState, route};

/// There is no such page, or this person may not see it: the same, so that no one learns which.
#[component]
pub fn NotFoundPage(
    /// Address and name of the page above.
    #[prop(optional_no_strip)]
    back: Option<(String, String)>,
) -> impl IntoView {
    let header = match back {
        Some(back) => view! { <PageHeader title="Not found" back /> },
        None => view! { <PageHeader title="Not found" /> },
    };
    view! {
        {header}
        <EmptyState title="This page does not exist, or you may not see it">
            <p>"It may have been deleted, or it belongs to an organisation that you are not a member of."</p>
            <p><a class="link" href=route::START>"Go to your first page"</a></p>
        </EmptyState>
    }
}

/// The same at an address that belongs to no portal.
#[component]
pub fn LostPage() -> impl IntoView {
    view! {
        <Bare>
            <NotFoundPage />
        </Bare>
    }
}
