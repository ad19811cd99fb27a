use leptos::prelude::*;

use crate::components::{layout::PageHeader, list::EmptyState};

/// Stands in the route table for a page that nobody has written yet.
#[component]
pub fn Unbuilt() -> impl IntoView {
    view! {
        <PageHeader title="Not built yet" lead="This page has an address, but no content yet." />
        <EmptyState title="Nothing here yet">"Come back later."</EmptyState>
    }
}
