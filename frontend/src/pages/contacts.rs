//! People to ask, each with an address to write to.

use leptos::prelude::*;

use crate::components::outside::ContactLink;

#[component]
pub fn Contacts(
    /// Names and e-mail addresses.
    people: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let line = |(name, email): (String, String)| {
        view! { <li>{name} ", " <ContactLink contact=email /></li> }
    };
    view! { <ul class="bullets">{move || people.get().into_iter().map(line).collect_view()}</ul> }
}
