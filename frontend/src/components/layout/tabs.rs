//! Tabs: links between the pages of one thing.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Links between the pages of one thing; the one on the screen is marked.
#[component]
pub fn Tabs(
    /// Whose pages: "BrightBill Claims".
    #[prop(into)]
    label: String,
    /// Name and address of each.
    tabs: Vec<(&'static str, String)>,
) -> impl IntoView {
    let path = use_location().pathname;
    let tab = move |(name, address): (&'static str, String)| {
        let own = address.clone();
        view! {
            <li>
                <a
                    class="-mb-px block border-b-2 border-transparent py-2 font-medium text-muted hover:text-base-content aria-[current=page]:border-primary aria-[current=page]:text-base-content"
                    href=address
                    aria-current=move || path.with(|path| *path == own).then_some("page")
                >
                    {name}
                </a>
            </li>
        }
    };
    view! {
        <nav class="mb-6 border-b border-base-300" aria-label=label>
            <ul class="flex flex-wrap gap-x-6" role="list">
                {tabs.into_iter().map(tab).collect_view()}
            </ul>
        </nav>
    }
}
