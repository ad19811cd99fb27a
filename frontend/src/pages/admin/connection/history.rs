//! The newest entries of a connection's history.

use leptos::prelude::*;
use wire::{activity::Activity, page::Page};

use crate::{
    components::{
        Icon, Symbol,
        layout::Section,
        list::{EmptyState, Loaded, Loader},
    },
    pages::{activity_by_day::ActivityByDay, admin::reader::use_tenant, counted::count},
    route,
};

/// So many entries are all in sight.
const MOST: usize = 6;
/// Of more, so many are.
const IN_SIGHT: usize = 4;

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
                    view! { <Newest entries=page.items /> }.into_any()
                }}
            </Loaded>
        </Section>
    }
}

/// The newest entries, and older ones folded where there are many.
#[component]
fn Newest(entries: Vec<Activity>) -> impl IntoView {
    let mut seen = entries;
    let older = if seen.len() > MOST { seen.split_off(IN_SIGHT) } else { Vec::new() };
    let folded = (!older.is_empty()).then(|| {
        view! {
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    {count(older.len(), "older event", "older events")}
                </summary>
                <ActivityByDay entries=older />
            </details>
        }
    });
    view! {
        <div class="grid gap-4">
            <ActivityByDay entries=seen />
            {folded}
        </div>
    }
}
