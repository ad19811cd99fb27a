//! The newest entries of a connection's history.

use leptos::prelude::*;
use wire::{activity::Activity, page::Page};

use crate::{
    components::{
        layout::Section,
        list::{EmptyState, Loaded, Loader},
    },
    pages::{activity_by_day::ActivityByDay, admin::reader::use_tenant},
    route,
};

/// What happened to it last.
#[component]
pub fn History(history: Loader<Page<Activity>>) -> impl IntoView {
    let all = route::admin::activity(use_tenant());
    let action = move || view! { <a class="link" href=all.clone()>"All activity"</a> };
    view! {
        <Section title="Recent activity" action=ViewFn::from(action)>
            <Loaded from=history headed=true let:page>
                {if page.items.is_empty() {
                    view! { <EmptyState title="Nothing has happened yet">"Each decision and change appears here."</EmptyState> }.into_any()
                } else {
                    view! { <ActivityByDay entries=page.items /> }.into_any()
                }}
            </Loaded>
        </Section>
    }
}
