//! The foot of every page: help, and whom people ask.

use leptos::prelude::*;

use crate::{components::outside::ContactLink, dom, route};

/// Help, and the platform's contact where it has one; other links may stand before them.
#[component]
pub fn Foot(
    /// The link's words and address.
    #[prop(default = ("Help", route::DOCS))]
    help: (&'static str, &'static str),
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (words, address) = help;
    let contact = dom::support_contact();
    view! {
        <footer class="foot">
            {children.map(|children| children())}
            <a class="link" href=address rel="external">
                {words}
            </a>
            {(!contact.is_empty())
                .then(|| {
                    view! {
                        <span>
                            "Questions: " <ContactLink contact />
                        </span>
                    }
                })}
        </footer>
    }
}
