//! The foot of every page: help, whom people ask, and pages about the platform.

use leptos::prelude::*;

use crate::{
    components::outside::{ContactLink, OutsideLink},
    dom, route,
};

/// Pages about the platform, each with its words.
const OWN_PAGES: [(&str, &str); 4] =
    [("status", "Status"), ("terms", "Terms"), ("privacy", "Privacy"), ("imprint", "Imprint")];

/// Help, and the platform's contact and pages where it has them; other links may stand before them.
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
            {own_pages()}
        </footer>
    }
}

fn own_pages() -> Vec<AnyView> {
    let link = |(name, words): (&str, &'static str)| {
        let address = dom::own_page(name);
        (!address.is_empty()).then(|| view! { <OutsideLink address words /> }.into_any())
    };
    OWN_PAGES.into_iter().filter_map(link).collect()
}
